"""The verbs chaos ...: what was promised survives what breaks. Each breaks an installation of its own."""

import random
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Any

from schoolslink.cli import assets
from schoolslink.cli.output import as_json, pairs, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb
from schoolslink.config.database.locate import DatabaseTrouble, home


def broken(
    options: Namespace, part: str, holds: Callable[[dict[str, Any]], bool], **wanted: Any
) -> int:
    """Build an installation, break it in one way, and print what was found; 1 when it does not hold."""
    from schoolslink.chaos.scratch import Broken, own_installation

    seed = options.seed or random.SystemRandom().randrange(1, 10**6)
    assets.build()
    tell("Building an installation of its own ...")
    try:
        with own_installation(home()) as scratch:
            from schoolslink.chaos import PARTS

            found = PARTS[part]()(scratch, seed=seed, tell=tell, **wanted)
    except (Broken, DatabaseTrouble) as trouble:
        raise Stopped(str(trouble)) from trouble
    return told(options, found | {"seed": seed}, holds)


def told(options: Namespace, found: dict[str, Any], holds: Callable[[dict[str, Any]], bool]) -> int:
    """Print what was found, with commit, seed and machine."""
    from schoolslink.checks.stamp import stamp

    facts = {**stamp(), **found, "holds": holds(found)}
    if options.json:
        as_json(facts)
    else:
        pairs(facts, json_wanted=False)
    return 0 if facts["holds"] else 1


def app(options: Namespace) -> int:
    """Kill web workers under load."""
    return broken(options, "app", survived, kills=options.kills)


def db(options: Namespace) -> int:
    """Kill the database server under load."""
    return broken(options, "db", survived, kills=options.kills)


def outbox(options: Namespace) -> int:
    """Kill the worker at every point of a message's way."""
    return broken(options, "outbox", once_each, messages=options.messages)


def once_each(found: dict[str, Any]) -> bool:
    """Say whether each message had one effect, though the worker died, and both controls failed."""
    whole = found["exactly_once"] == found["messages"] and not found["lost"] + found["doubled"]
    broke = found["kills"] and found["control_lost"] and found["control_doubled"]
    return bool(found["messages"] and whole and broke)


def endpoint(options: Namespace) -> int:
    """Let the mail server be no help for 72 hours."""
    return broken(options, "endpoint", all_arrived, messages=options.messages)


def all_arrived(found: dict[str, Any]) -> bool:
    """Say whether all arrived once and in order, and somebody saw at four hours that they were late."""
    nothing = ("doubled", "delivered_in_trouble", "out_of_order", "stuck_before_4_hours")
    return (
        found["delivered"] == found["messages"] > 0
        and not any(found[name] for name in (*nothing, "without_a_next_try"))
        and found["stuck_after_4_hours"] == found["sent_by_4_hours"]
        and bool(found["control_lost"])
    )


def survived(found: dict[str, Any]) -> bool:
    """Say whether nothing acknowledged was lost or doubled, all came back, and the control lost."""
    nothing = ("lost", "duplicates", "answered_otherwise", "without_news_or_holder", "refused")
    return (
        not any(found[name] for name in nothing)
        and found["acknowledged"] > 0
        and found["came_back"] == found["kills"]
        and found["control_lost"] > 0
    )


def seed_argument(parser: ArgumentParser) -> None:
    """Describe the seed."""
    parser.add_argument("--seed", type=int, default=0, help="of the run (another each time)")


def messages_argument(messages: int) -> Callable[[ArgumentParser], None]:
    """Return the description of what a verb takes that sends messages."""

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--messages", type=int, default=messages, help="how many (%(default)s)")
        seed_argument(parser)

    return arguments


def kills_argument(kills: int) -> Callable[[ArgumentParser], None]:
    """Return the description of what a killing verb takes."""

    def arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--kills", type=int, default=kills, help="how many (%(default)s)")
        seed_argument(parser)

    return arguments


VERBS = [
    Verb(
        "chaos app",
        PROVE,
        "kill web workers under load: is anything lost that was acknowledged",
        "./link chaos app --kills 100 --json",
        app,
        kills_argument(100),
    ),
    Verb(
        "chaos db",
        PROVE,
        "kill the database server under load: is anything lost that was acknowledged",
        "./link chaos db --kills 20 --json",
        db,
        kills_argument(20),
    ),
    Verb(
        "chaos outbox",
        PROVE,
        "kill the worker at every point of a message's way: does each arrive once",
        "./link chaos outbox --messages 1000 --json",
        outbox,
        messages_argument(1000),
    ),
    Verb(
        "chaos endpoint",
        PROVE,
        "a mail server that is no help for 72 simulated hours: does all arrive, in order",
        "./link chaos endpoint --json",
        endpoint,
        messages_argument(120),
    ),
]
