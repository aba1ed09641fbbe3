"""The schoolslink command: one file a part, one function a verb."""
