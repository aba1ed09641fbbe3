"""Every verb there is. A part adds its file here; ./link --help shows them in groups."""

from schoolslink.cli import (
    areas,
    bench_pages,
    bench_register,
    bench_startup,
    check,
    check_audit,
    check_pages,
    contacts,
    copies,
    database,
    demo,
    docs,
    house,
    install,
    keys,
    register,
    server,
    status,
)
from schoolslink.cli.verb import Verb

VERBS: list[Verb] = [
    *bench_register.VERBS,
    *bench_startup.VERBS,
    *bench_pages.VERBS,
    *demo.VERBS,
    *house.VERBS,
    *docs.VERBS,
    *register.VERBS,
    *contacts.VERBS,
    *areas.VERBS,
    *install.VERBS,
    *server.VERBS,
    *database.VERBS,
    *status.VERBS,
    *copies.VERBS,
    *keys.VERBS,
    *check.VERBS,
    *check_audit.VERBS,
    *check_pages.VERBS,
]
