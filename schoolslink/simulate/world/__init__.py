"""The demonstration world: an invented England, made anew from a seed and a day.

Nothing in it is anybody's: names are invented, postcodes lie in areas that were never given out,
telephone numbers are those kept for drama, addresses end in `.example`. It is written into a
database only if that database was marked as invented when it was made.
"""
