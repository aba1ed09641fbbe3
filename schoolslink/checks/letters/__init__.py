"""Does anything reach somebody whom it must not? What should reach whom, written apart from the rules."""
