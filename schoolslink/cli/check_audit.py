"""The verb check audit: is the audit as it was written, and would we see it if it were not?"""

import os
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from schoolslink.cli import place, server
from schoolslink.cli.output import as_json, say
from schoolslink.cli.verb import PROVE, Stopped, Verb


def check(options: Namespace) -> int:
    """Verify the whole chain against the witness, then tamper with copies and count what is found."""
    import psycopg

    here = place.current()
    os.environ.update(here.variables())
    server.start_django()
    from django.conf import settings

    from schoolslink.access import witness
    from schoolslink.checks import audit_dump, audit_tampering, audit_verifier, stamp

    file = witness.file()
    checkpoints = list(audit_verifier.lines_of(file)) if file.exists() else []
    try:
        with psycopg.connect(here.url("backup")) as database:
            events = audit_dump.events(database)
            if options.dump:
                events = audit_dump.kept(events, Path(options.dump))
            verdict = audit_verifier.verify(
                events, checkpoints, settings.RINGS["CHECKPOINT_KEY"].keys
            )
    except psycopg.Error as away:
        raise Stopped(f"The database could not be read. {away}") from away
    except OSError as trouble:
        raise Stopped(f"The dump could not be written. {trouble}") from trouble
    trial = audit_tampering.trial(runs=options.runs, seed=options.seed)
    answer = {
        **stamp.stamp(),
        "seed": options.seed,
        "dump": options.dump,
        "events": verdict.events,
        "checkpoints": verdict.checkpoints,
        "unwitnessed": verdict.unwitnessed,
        "findings": [asdict(finding) for finding in verdict.findings],
        "tampered": trial.tampered,
        "found": trial.found,
        "kinds": trial.by_kind,
    }
    if options.json:
        as_json(answer)
    else:
        tell_people(answer)
    return 0 if verdict.is_sound and trial.found == trial.tampered else 1


def tell_people(answer: dict[str, object]) -> None:
    """Say it in sentences."""
    findings = answer["findings"]
    assert isinstance(findings, list)  # noqa: S101 (as it was made above)
    say(f"{answer['events']} events, {answer['checkpoints']} checkpoints of the witness.")
    say(f"{answer['unwitnessed']} events came after the last checkpoint.")
    for finding in findings:
        say(f"  {finding['sentence']}")
    say("Nothing was changed." if not findings else "The audit is not as it was written.")
    if answer["dump"]:
        say(
            f"The chain is in {answer['dump']}; audit_verifier.py reads it with nothing else of ours."
        )
    say(f"Of {answer['tampered']} tamperings with invented chains, {answer['found']} were found.")


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check audit takes."""
    parser.add_argument("--runs", type=int, default=20, help="tamperings of a kind (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the trial (%(default)s)")
    parser.add_argument(
        "--dump", metavar="FILE", help="also write the chain there, for the verifier elsewhere"
    )


VERBS = [
    Verb(
        "check audit",
        PROVE,
        "is the audit as it was written, and would tampering be found",
        "./link check audit --runs 100 --json",
        check,
        arguments,
    )
]
