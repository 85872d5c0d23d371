"""The rules of booking, in pure Python: no I/O, no framework, no clock of its own."""
