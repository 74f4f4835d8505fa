"""Going through a turn hop by hop: break points, and what can be done where a turn stops."""
