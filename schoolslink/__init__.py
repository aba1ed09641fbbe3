"""Schools Link: the one system that runs the Mental Health Services and Schools Link programme."""

__version__ = "0.1.0"
