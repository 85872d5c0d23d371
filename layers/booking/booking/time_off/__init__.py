"""Time off: when a provider takes no appointments, whatever its windows."""
