"""Breaks a running installation on purpose and counts what it lost; each with a control that must lose."""
