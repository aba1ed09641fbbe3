"""Every verb there is. A part adds its file here; ./link --help shows them in groups."""

from schoolslink.cli import (
    copies,
    demo,
    docs,
    house,
    register,
    server,
    status,
)
from schoolslink.cli.verb import Verb

VERBS: list[Verb] = [
    *demo.VERBS,
    *house.VERBS,
    *docs.VERBS,
    *register.VERBS,
    *server.VERBS,
    *status.VERBS,
    *copies.VERBS,
]
