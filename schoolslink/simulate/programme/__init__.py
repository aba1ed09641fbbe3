"""Years of a simulated programme: the product's own commands and jobs, played by people with habits.

Nothing of the domain is written here a second time. An invented database lives through the years
(`simulate.days`); each act goes through its command, as the person whose act it is, and through every
wall; each morning's jobs run as the schedule has them. What is counted is what the people would have met.
"""
