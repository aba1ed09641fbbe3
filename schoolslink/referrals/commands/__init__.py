"""Every change of what was asked: one use case, one function."""
