"""The reconciler: the independent proof that no child is without a holder and a date.

It knows nothing of the models, queries and commands of the part that it checks, has questions of its
own in SQL, and asks them as a database role that sees routing and clocks and no word about anybody.
"""
