"""Make the world in a process of its own, as the test login: `python -m schoolslink.simulate.world`."""

import logging
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from schoolslink.simulate.world.order import SCHOOLS, SEED, Order


def main() -> int:
    """Read what is wanted, start Django, make the world; return 1 when it cannot be made."""
    parser = ArgumentParser(prog="schoolslink.simulate.world")
    parser.add_argument("--anchor", type=date.fromisoformat, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--schools", type=int, default=SCHOOLS)
    parser.add_argument("--register", type=Path)
    wanted = parser.parse_args()
    import django

    django.setup()
    from schoolslink.interop.gias.errors import BrokenFile
    from schoolslink.simulate.world.build import NoPlaces, build
    from schoolslink.simulate.world.connection import NotInvented

    # A term of mails would fill the screen; what was sent is read in the demonstration itself.
    logging.disable(logging.INFO)
    order = Order(wanted.anchor, wanted.seed, wanted.schools, wanted.register)
    try:
        build(order, lambda sentence: sys.stderr.write(f"{sentence}\n"))
    except NoPlaces as refused:
        sys.stderr.write(f"{' '.join(str(refused.__doc__).split())}\n")
        return 1
    except (NotInvented, BrokenFile) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


sys.exit(main())
