"""The verbs check routes, access, reads, policy and db-context: who sees what, proven afresh.

Each builds an invented world in a database of its own, marked and dropped afterwards; none touches
the database of an installation.
"""

import contextlib
import itertools
import logging
import os
import random
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from schoolslink.cli.database_for_tests import environment_for_tests
from schoolslink.cli.output import as_json, pairs, say, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb
from schoolslink.config.database.locate import DatabaseTrouble, home

if TYPE_CHECKING:
    from schoolslink.checks.ground import Ground


@contextlib.contextmanager
def ground(number: int | None = None) -> Iterator["Ground"]:
    """Give a check its own database, with Django loaded on it; number: among several beside each other."""
    from schoolslink.checks.ground import own_ground

    tell("Building a database of its own ...")
    try:
        with environment_for_tests() as variables:
            admin = variables["SCHOOLSLINK_TEST_ADMIN"]
            with own_ground(
                admin, home() / "check", os.getpid() if number is None else number
            ) as made:
                # Thousands of requests that are meant to be refused would fill the screen.
                logging.disable(logging.CRITICAL)
                yield made
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble


def told(options: Namespace, found: Any, **more: Any) -> int:
    """Write what a check found, with commit, seed and machine; return 0 when it holds, else 1."""
    from schoolslink.checks.stamp import stamp

    seed = getattr(options, "seed", None)
    facts: dict[str, Any] = {**stamp(), "seed": seed, **asdict(found), **more}
    facts["holds"] = found.holds
    if options.json:
        as_json(facts)
    else:
        shown = facts.pop("shown", [])
        plain = {name: value for name, value in facts.items() if not isinstance(value, dict)}
        pairs(plain, json_wanted=False)
        for line in shown:
            say(f"  {line}")
        say("It holds." if found.holds else "It does not hold.")
    return 0 if found.holds else 1


def routes(options: Namespace) -> int:
    """Look for an address that nobody said who may open, or that the crawler could not try."""
    from schoolslink.checks.ground import load_django

    load_django(home() / "check")
    from schoolslink.checks.routes import examine

    return told(options, examine())


def access(options: Namespace) -> int:
    """Let everybody try every address with own, foreign and unknown ids, reading and sending."""
    with ground():
        from schoolslink.checks.crawl import Crawler
        from schoolslink.checks.routes import every_route
        from schoolslink.checks.village import build

        tell("Building the village ...")
        village = build()
        chosen = [r for r in every_route() if options.only in r.pattern]
        tell(f"Trying {len(chosen)} addresses as {len(village.askers())} kinds of visitor ...")
        return told(options, Crawler(village).walk(chosen))


def reads(options: Namespace) -> int:
    """Compare what the server says was read of children with what the audit says, over the crawl."""
    with ground() as made:
        from schoolslink.checks import statements
        from schoolslink.checks.crawl import Crawler
        from schoolslink.checks.routes import every_route
        from schoolslink.checks.village import build

        statements.switch_on(made)
        village = build()
        chosen = [r for r in every_route() if options.only in r.pattern]
        tell(f"Trying {len(chosen)} addresses, with every statement reported by the server ...")
        return told(options, Crawler(village, listens=True).walk(chosen))


def policy(options: Namespace) -> int:
    """Compare grants, database and a third opinion for everybody and every row of a random world."""
    with ground() as made:
        from schoolslink.checks import equivalence, loading, mutations, own_words, world, writing

        seed = options.seed = options.seed or random.SystemRandom().randrange(1, 10**6)
        records = options.records or 2 * options.people
        invented = world.invent(
            seed, people=options.people, records=records, today=equivalence.real_today()
        )
        loading.load(invented)
        made.as_admin("analyze")
        tell(f"Comparing {options.people} people and {records} records ...")
        found = equivalence.compare(invented)
        written = writing.compare_writes(invented)
        found.take(written)
        found.take(own_words.compare_own_words(invented))
        if not options.mutations:
            return told(options, found)
        tried = []
        for broken in itertools.chain(
            mutations.of_the_grants(invented),
            mutations.of_the_database(made, invented),
            mutations.of_the_school_not_told(made, invented),
            mutations.of_the_writing(made, invented),
            mutations.of_the_own_word(made, invented),
        ):
            tell(f"{'found' if broken.found else 'MISSED'}: {broken.what}")
            tried.append(broken)
        missed = [broken.what for broken in tried if not broken.found]
        code = told(options, found, mutations_tried=len(tried), mutations_missed=missed)
        return code or bool(missed)


def db_context(options: Namespace) -> int:
    """Ask the database as nobody, as a forger and as a thief, and try what the service may not."""
    with ground() as made:
        from schoolslink.checks import contexts, equivalence, loading, world

        invented = world.invent(options.seed, people=20, records=20, today=equivalence.real_today())
        loading.load(invented)
        return told(options, contexts.examine(made, invented))


def seed_argument(parser: ArgumentParser) -> None:
    """Describe the seed of an invented world."""
    parser.add_argument("--seed", type=int, default=1, help="of the invented world (%(default)s)")


def only_argument(parser: ArgumentParser) -> None:
    """Describe how to try a few addresses only."""
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="try only addresses that hold this text"
    )


def policy_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check policy takes."""
    parser.add_argument("--people", type=int, default=40, help="how many (%(default)s)")
    parser.add_argument("--records", type=int, default=0, help="how many (twice the people)")
    parser.add_argument("--seed", type=int, default=0, help="of the world (another each time)")
    parser.add_argument(
        "--mutations", action="store_true", help="also break every wall in turn: is it found?"
    )


VERBS = [
    Verb(
        "check routes",
        PROVE,
        "does every address say who may open it",
        "./link check routes --json",
        routes,
    ),
    Verb(
        "check access",
        PROVE,
        "can anybody open what is not theirs, at any address",
        "./link check access --json",
        access,
        only_argument,
    ),
    Verb(
        "check reads",
        PROVE,
        "does the audit know of every read of a child's record",
        "./link check reads --json",
        reads,
        only_argument,
    ),
    Verb(
        "check policy",
        PROVE,
        "do grants, database and a third opinion agree on everybody and every row",
        "./link check policy --people 100 --json",
        policy,
        policy_arguments,
    ),
    Verb(
        "check db-context",
        PROVE,
        "what does the database give to nobody, to a forger, to a thief",
        "./link check db-context --json",
        db_context,
        seed_argument,
    ),
]
