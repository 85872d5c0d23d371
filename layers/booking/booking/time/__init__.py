"""Time: instants, intervals, zones and the grid of slots. Pure; imports nothing of ours."""
