"""The verbs retention and retention apply: what has been kept long enough, and erasing what was agreed to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from schoolslink.cli import register
from schoolslink.cli.output import as_json, pairs, say, table, tell
from schoolslink.cli.verb import RUN, Stopped, Verb


def retention(options: Namespace) -> int:
    """Look at every record whose day has come and list what is due, by which rule; delete nothing."""
    register.ready()
    from schoolslink.access.jobs import as_system
    from schoolslink.kernel import clock
    from schoolslink.referrals.jobs.retention import look_round
    from schoolslink.referrals.queries.retention import listed
    from schoolslink.referrals.rules.retention import PERIODS, Rule

    failed = look_round(clock.now())
    with as_system("retention"):
        found = listed()
    rows = [
        {
            "reference": row["reference"],
            "part": row["part"],
            "rule": row["rule"],
            "why": PERIODS[Rule(row["rule"])].words,
            "source": PERIODS[Rule(row["rule"])].source,
            "due_on": row["due_on"].isoformat(),
            "agreed": row["agreed"],
            "held": row["held"],
            "open": row["open"],
        }
        for row in found
    ]
    facts = {
        "due": len(rows),
        "agreed": sum(row["agreed"] for row in rows),
        "held": sum(row["held"] for row in rows),
        "not_looked_at": failed,
        "deleted": 0,
    }
    if options.json:
        as_json(facts | {"records": rows})
    else:
        pairs(facts, json_wanted=False)
        for row in rows:
            state = "held" if row["held"] else "agreed" if row["agreed"] else "waits for a yes"
            say(
                f"  {row['reference']}  {row['part']}  since {row['due_on']}  {state}: {row['why']}"
            )
        say(
            "Nothing was deleted. ./link retention apply erases what was agreed to and is not held."
        )
    return 1 if failed else 0


def apply(options: Namespace) -> int:
    """Erase what was agreed to by those who keep it, with a certificate for each; it cannot be undone."""
    ordered_by = options.ordered_by.strip()
    if not ordered_by:
        raise Stopped("Say who orders it, with --ordered-by: the certificate bears the name.")
    register.ready()
    from schoolslink.kernel import clock
    from schoolslink.referrals.commands.erasing import erase_agreed

    done = erase_agreed(ordered_by=ordered_by, at=clock.now(), tell=tell)
    facts = {
        "erased": len(done.certificates),
        "waiting": done.waiting,
        "refused": len(done.refused),
    }
    if options.json:
        as_json(facts | {"certificates": done.certificates, "why_refused": done.refused})
    else:
        pairs(facts, json_wanted=False)
        for reference, why in done.refused.items():
            say(f"  {reference}: {why}")
    return 1 if done.refused else 0


def certificates(options: Namespace) -> int:
    """List the certificates of what was erased."""
    import json

    register.ready()
    from schoolslink.access import doors
    from schoolslink.access.jobs import as_system

    with as_system("retention.certificates"):
        found = [json.loads(line) for (line,) in doors.rows("select * from access.erasures()")]
    if options.json:
        as_json({"certificates": found})
        return 0
    names = "id", "at", "part", "rule", "ordered_by"
    rows = [
        {name: line[name] for name in names} | {"rows": sum(line["counts"].values())}
        for line in found
    ]
    table(rows, json_wanted=False)
    return 0


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link retention takes."""
    parser.add_argument(
        "--dry-run", action="store_true", help="list only; it is what this verb always does"
    )


def apply_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link retention apply takes."""
    parser.add_argument("--ordered-by", required=True, help="who orders it, for the certificate")


VERBS = [
    Verb(
        "retention",
        RUN,
        "what has been kept long enough, by which rule; deletes nothing",
        "./link retention --dry-run --json",
        retention,
        arguments,
    ),
    Verb(
        "retention apply",
        RUN,
        "erase what those who keep it agreed to, with a certificate for each",
        "./link retention apply --ordered-by Olu.Adeyemi",
        apply,
        apply_arguments,
    ),
    Verb(
        "retention certificates",
        RUN,
        "the certificates of what was erased",
        "./link retention certificates",
        certificates,
    ),
]
