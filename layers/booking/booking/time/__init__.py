"""Time: instants, intervals, zones and the grid of slots. Pure; imports nothing else of the project."""
