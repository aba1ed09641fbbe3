"""The proof that each invariant of the reconciler finds what it says: a violation seeded for every one."""
