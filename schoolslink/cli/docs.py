"""The verb docs: writes the pages that are made from the code, and checks all links between pages."""

import io
import re
from argparse import ArgumentParser, Namespace
from contextlib import redirect_stdout
from pathlib import Path

from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.verb import BUILD, GROUPS, Verb, parser_of
from schoolslink.config.database.locate import ROOT

DOCS = ROOT / "docs"
MADE = "<!-- Made by ./link docs from the code; change that instead. -->\n\n"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def command_line() -> str:
    """Return the page of every verb with its help."""
    from schoolslink.cli.verbs import VERBS

    parts = [MADE + "# The command line\n"]
    for group in GROUPS:
        verbs = [verb for verb in VERBS if verb.group == group]
        if verbs:
            parts.append(f"## {group}\n")
        for verb in verbs:
            text = io.StringIO()
            with redirect_stdout(text):
                parser_of(verb, width=100).print_help()
            parts.append(f"### `./link {verb.name}`\n\n```\n{text.getvalue().rstrip()}\n```\n")
    return "\n".join(parts)


def states() -> str:
    """Return the page of the states and moves of what can be asked."""
    from schoolslink.referrals.rules.moves import ENDED, MOVES, Kind, Move, State

    parts = [
        MADE + "# States and moves\n",
        "A thing is where its last move has put it; a move that is not here is refused, by the\n"
        "code and again by the database. While it is open it may also be handed to another holder\n"
        "(reassign, escalate), which changes no state.\n",
    ]
    # Another holder changes no state: said once, not at every state.
    handing = (Move.REASSIGN, Move.ESCALATE)
    for kind in Kind:
        moves = {
            (before, move): to
            for (its, before, move), to in MOVES.items()
            if its is kind and move not in handing
        }
        between = {(before, to) for (before, _), to in moves.items() if before != to}
        arrows = [
            f"    {'[*]' if before is State.NEW else before} --> {to}"
            for before, to in sorted(between)
        ]
        ends = [f"    {state} --> [*]" for state in sorted(ENDED[kind])]
        rows = [f"| {before} | {move} | {to} |" for (before, move), to in sorted(moves.items())]
        parts.append(f"## {str(kind).capitalize()}\n")
        parts.append("\n".join(["```mermaid", "stateDiagram-v2", *arrows, *ends, "```\n"]))
        parts.append("\n".join(["| from | move | to |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def decisions() -> str:
    """Return the list of decisions, by number."""
    titles = []
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        number, _, title = _text(path).partition("\n")[0].removeprefix("# ").partition(" ")
        titles.append(f"- [{number}]({path.name}) {title}")
    return "\n".join([
        MADE + "# Decisions\n",
        "One page each: context, options with their price, decision, what becomes harder. A decision\n"
        "that no longer holds is marked superseded and stays. Numbers are by part: 0001 the ground,\n"
        "0010 pages, 0020 news and messages, 0030 the register, 0040 access, 0050 the directory,\n"
        "0060 asking and answering, 0070 the demonstration, 0080 the checks.\n",
        *titles,
        "",
    ])  # fmt: skip


def hazards() -> str:
    """Return the page of the hazard log."""
    from schoolslink.checks.hazards import page

    return MADE + page()


def request() -> str:
    """Return the page of what a request for help asks."""
    from schoolslink.cli.docs_request import page

    return MADE + page()


def invariants() -> str:
    """Return the page of what must be true of every record."""
    from schoolslink.checks.invariants.page import page

    return MADE + page()


def clocks() -> str:
    """Return the page of what is measured of waiting."""
    from schoolslink.cli.docs_clocks import page

    return MADE + page()


PAGES = {
    "adr/README.md": decisions,
    "clocks.md": clocks,
    "command-line.md": command_line,
    "hazards.md": hazards,
    "request.md": request,
    "invariants.md": invariants,
    "states.md": states,
}


def out_of_date() -> list[str]:
    """Return the names of the made pages that differ from what the code says."""
    return [name for name, make in PAGES.items() if _text(DOCS / name) != make()]


def broken_links() -> list[str]:
    """Return each link of a page that leads to no file of the tree."""
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "schoolslink").rglob("*.md")]
    return [
        f"{page.relative_to(ROOT)}: {target}"
        for page in sorted(pages)
        for target in LINK.findall(_text(page))
        if "://" not in target and not target.startswith(("#", "mailto:"))
        if not (page.parent / target.partition("#")[0]).exists()
    ]


def docs(options: Namespace) -> int:
    """Write the made pages, or with --check only compare them; report broken links."""
    stale = out_of_date()
    if not options.check:
        DOCS.mkdir(exist_ok=True)
        for name in stale:
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    broken = broken_links()
    if options.json:
        as_json({"out_of_date": stale, "broken_links": broken})
    else:
        for name in stale:
            say(f"docs/{name}: {'out of date' if options.check else 'written'}")
        for sentence in broken:
            tell(f"broken link: {sentence}")
    return 1 if broken or (options.check and stale) else 0


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link docs takes."""
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if out of date")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


VERBS = [
    Verb(
        "docs",
        BUILD,
        "write the pages of docs/ that are made from the code; check every link",
        "./link docs --check",
        docs,
        arguments,
    )
]
