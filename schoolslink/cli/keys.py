"""The verbs keys new, keys rotate and keys finish: secrets are changed without a moment's halt.

A ring holds the newest key first. `rotate` puts a new one in front: from the next restart it signs
and seals, and the older ones still open. `finish` moves what is sealed to the newest and takes the
older ones out of the ring.
"""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from schoolslink.cli import place, server
from schoolslink.cli.output import as_json, say
from schoolslink.cli.verb import RUN, Stopped, Verb

if TYPE_CHECKING:
    from schoolslink.config.environment import KeyRing

IDENTITY, CHILDREN, PHONES = "IDENTITY_KEY", "CHILD_MASTER_KEY", "SECOND_FACTOR_KEY"
STAYS = {
    "BLIND_INDEX_KEY": "Search tokens are made with it and cannot be moved to another key yet.",
}
NEVER_RETIRED = STAYS | {
    "CHECKPOINT_KEY": "Checkpoints signed with the older key are verified with it: it stays.",
}
ENDS = {
    "CODE_PEPPER": "Family codes, paper codes and links made with the older key no longer open.",
    "SESSION_KEY": "Whoever signed in before the change signs in again.",
    "DJANGO_KEY": "Forms that are open now are filled in again.",
}


def new(options: Namespace) -> int:
    """Write a fresh ring of one key, to be put into a setting or a file."""
    from schoolslink.config.environment import KeyRing

    ring = KeyRing.fresh(options.name)
    if options.json:
        as_json({"ring": ring})
    else:
        say(ring)
    return 0


def rotate(options: Namespace) -> int:
    """Put a new key in front of a ring; the database learns of it before anybody signs with it."""
    from schoolslink.config.environment import KeyRing

    if options.which in STAYS:
        raise Stopped(STAYS[options.which])
    here, path, ring = ring_of(options.which)
    name = options.name or next_name(ring)
    if name in ring:
        raise Stopped(f"There is a key called {name} already; give another --name.")
    longer = KeyRing({**KeyRing.parse(KeyRing.fresh(name)).keys, **ring.keys})
    if options.which == IDENTITY:
        tell_database(here, longer)
    write(path, longer)
    answer = {"secret": options.which, "newest": name, "still_open": list(ring.keys)}
    said = f"{name} is the newest {options.which}; {', '.join(ring.keys)} still opens."
    return tell(
        options,
        answer,
        said,
        f"Restart web server and worker, then: ./link keys finish {options.which}",
    )


def finish(options: Namespace) -> int:
    """Move what is sealed to the newest key, then take the older ones out of the ring."""
    from schoolslink.config.environment import KeyRing

    if options.which in NEVER_RETIRED:
        raise Stopped(NEVER_RETIRED[options.which])
    here, path, ring = ring_of(options.which)
    newest, key = ring.current
    older = [kid for kid in ring.keys if kid != newest]
    if not older:
        raise Stopped(f"{options.which} has one key only; ./link keys rotate makes a new one.")
    moved = move(here, options.which)
    only = KeyRing({newest: key})
    write(path, only)
    if options.which == IDENTITY:
        tell_database(here, only)
    answer = {"secret": options.which, "newest": newest, "retired": older, "moved": moved}
    said = f"{newest} is the only {options.which}; {', '.join(older)} opens nothing more."
    sentences = [said, f"{moved} moved to it." if moved else "", ENDS.get(options.which, "")]
    return tell(options, answer, *filter(None, sentences), "Restart web server and worker.")


def ring_of(secret: str) -> tuple[place.Place, Path, "KeyRing"]:
    """Return the installation, the file that holds a secret, and its ring."""
    from schoolslink.config.environment import KeyRing

    here = place.current(admin_needed=True)
    os.environ.update(here.variables())
    if os.environ.get(f"SCHOOLSLINK_{secret}"):
        raise Stopped(
            f"{secret} comes from the variable SCHOOLSLINK_{secret}. Put a key made by ./link keys"
            " new in front of it by hand, or name a file in "
            f"SCHOOLSLINK_{secret}_FILE, which this verb can write."
        )
    named = os.environ.get(f"SCHOOLSLINK_{secret}_FILE")
    path = Path(named) if named else here.home / "secrets" / secret.lower()
    try:
        return here, path, KeyRing.parse(path.read_text(encoding="utf-8").strip())
    except OSError as refused:
        raise Stopped(f"{path} cannot be read ({refused.strerror}).") from refused


def next_name(ring: "KeyRing") -> str:
    """Return a name for the next key: the day, with a letter when the day has one already."""
    from schoolslink.kernel import clock

    day = f"k{clock.real_now():%Y%m%d}"
    return next(name for name in (day, *(day + c for c in "bcdefgh")) if name not in ring)


def write(path: Path, ring: "KeyRing") -> None:
    """Replace a secret's file whole, readable to its owner alone."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{ring}\n")
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        owner = path.stat()
        os.chown(beside, owner.st_uid, owner.st_gid)
    beside.replace(path)


def tell_database(here: place.Place, ring: "KeyRing") -> None:
    """Let the database check tokens with every key of the ring, and with no other."""
    import psycopg

    from schoolslink.config.database.roles import install_identity_keys

    with psycopg.connect(here.installation.owner_url()) as database:
        install_identity_keys(database, ring)


def move(here: place.Place, secret: str) -> int:
    """Seal anew under the newest key what the older ones hold; return how many."""
    import psycopg

    if secret not in (CHILDREN, PHONES):
        return 0
    server.start_django()
    from schoolslink.access import rekey

    work = rekey.rewrap_children if secret == CHILDREN else rekey.reseal_second_factors
    with psycopg.connect(here.installation.owner_url(), autocommit=True) as database:
        return work(database)


def tell(options: Namespace, answer: dict[str, object], *sentences: str) -> int:
    """Answer people in sentences and programs in JSON."""
    if options.json:
        as_json(answer)
    else:
        for sentence in sentences:
            say(sentence)
    return 0


def new_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link keys new takes."""
    parser.add_argument("--name", default="first", help="the key's name (%(default)s)")


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link keys rotate and finish take."""
    from schoolslink.config.environment import SECRETS

    parser.add_argument(
        "which", type=str.upper, choices=list(SECRETS), help="which secret", metavar="SECRET"
    )


def rotate_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link keys rotate takes."""
    arguments(parser)
    parser.add_argument("--name", default="", help="the new key's name (the day)")


VERBS = [
    Verb(
        "keys new",
        RUN,
        "a fresh key, for a setting or a file",
        "./link keys new --name k2026",
        new,
        new_arguments,
    ),
    Verb(
        "keys rotate",
        RUN,
        "put a new key in front of a secret; older ones still open",
        "./link keys rotate IDENTITY_KEY",
        rotate,
        rotate_arguments,
    ),
    Verb(
        "keys finish",
        RUN,
        "move what is sealed to the newest key and retire the older ones",
        "./link keys finish CHILD_MASTER_KEY",
        finish,
        arguments,
    ),
]
