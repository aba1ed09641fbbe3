"""The ten moments at which a child falls, and two harms: each lived through, day by day, and looked at."""
