"""Finds the verb that was asked for and runs it; `./link --help` is the one list of verbs."""

import os
import pwd
import sys
from argparse import Namespace
from collections.abc import Sequence

from schoolslink import __version__
from schoolslink.cli import assets
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.verb import BUILD, GROUPS, Stopped, Verb, parser_of
from schoolslink.cli.verbs import VERBS
from schoolslink.config.database.locate import home

DESCRIPTION = """\
Schools Link runs the Mental Health Services and Schools Link programme.
Start with:  ./link demo      a whole invented world to click through
             ./link test      every test
"""


def overview() -> str:
    """Return the list of verbs, grouped for people."""
    width = max((len(verb.name) for verb in VERBS), default=0)
    parts = [DESCRIPTION]
    for group in GROUPS:
        lines = [f"  {verb.name:<{width}}  {verb.help}" for verb in VERBS if verb.group == group]
        if lines:
            parts.append("\n".join([f"{group}:", *lines, ""]))
    parts.append("More about one of them, with an example:  ./link VERB --help")
    return "\n".join(parts)


def find(words: Sequence[str]) -> tuple[Verb | None, list[str]]:
    """Return the verb that the words begin with, the longer name first, and the words after it."""
    for length in (2, 1):
        name = " ".join(words[:length])
        for verb in VERBS:
            if len(words) >= length and verb.name == name:
                return verb, list(words[length:])
    return None, list(words)


def unknown(words: Sequence[str]) -> int:
    """Say that there is no such verb, with the nearest family if there is one; return 2."""
    family = [verb for verb in VERBS if verb.name.split()[0] == words[0]]
    if family:
        tell(f"'{words[0]}' needs a second word, one of these:")
        for verb in family:
            tell(f"  ./link {verb.name}  -  {verb.help}")
        return 0 if {"-h", "--help"} & set(words) else 2
    tell(f"There is no verb '{words[0]}'. ./link --help lists them all.")
    return 2


def main(arguments: Sequence[str]) -> int:
    """Run the command line; return 0 done, 1 failed, 2 asked wrongly or 130 stopped."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(overview())
        return 0
    if arguments[0] == "--version":
        say(f"Schools Link {__version__}")
        return 0
    verb, rest = find(arguments)
    if verb is None:
        return unknown(arguments)
    parser = parser_of(verb)
    if not verb.passes_on:
        return run(verb, parser.parse_args(rest))
    options, unknown_words = parser.parse_known_args(rest)
    options.rest = unknown_words
    return run(verb, options)


def become_owner() -> None:
    """As root, act as the user to whom the home belongs, or what we write there would not be theirs."""
    try:
        owner = home().stat().st_uid
    except FileNotFoundError:
        return
    if os.geteuid() == 0 and owner != 0:
        user = pwd.getpwuid(owner)
        os.initgroups(user.pw_name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        os.environ["HOME"] = user.pw_dir


def run(verb: Verb, options: Namespace) -> int:
    """Run a verb; turn its refusal into a sentence and Ctrl-C into the usual exit code."""
    try:
        if verb.group != BUILD and verb.name != "install":
            if verb.name == "migrate":
                # A new version brings new pages: made here, while we may write where the code lies.
                assets.build()
            become_owner()
        return verb.run(options)
    except Stopped as stopped:
        if options.json:
            as_json({"error": str(stopped)})
        tell(str(stopped))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us has gone, as `head` does; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
