"""Pages by audience: each view translates a form into one command, and a refusal into a sentence."""
