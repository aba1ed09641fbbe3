"""Every verb is documented, has an example that it understands, and stands in a group."""

import pytest

from schoolslink.cli.docs import broken_links, out_of_date
from schoolslink.cli.main import find, main, overview
from schoolslink.cli.verb import GROUPS, Verb, parser_of
from schoolslink.cli.verbs import VERBS

NAMES = [verb.name for verb in VERBS]


def test_no_two_verbs_share_a_name() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("verb", VERBS, ids=NAMES)
def test_a_verb_is_documented_and_its_example_is_understood(verb: Verb) -> None:
    words = verb.example.split()

    assert words[0] == "./link"
    found, rest = find(words[1:])
    assert found is verb
    parser = parser_of(verb)
    parse = parser.parse_known_args if verb.passes_on else parser.parse_args
    parse(rest)
    assert verb.help
    assert not verb.help.endswith(".")
    assert verb.run.__doc__
    assert verb.group in GROUPS
    assert all(action.help for action in parser._actions)


def test_the_list_of_verbs_names_every_verb() -> None:
    listed = overview()

    assert [name for name in NAMES if f"\n  {name} " not in listed] == []


def test_an_unknown_verb_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dance"]) == 2
    assert "There is no verb 'dance'" in capsys.readouterr().err


def test_the_pages_made_from_the_code_are_up_to_date() -> None:
    assert out_of_date() == [], "run ./link docs"


def test_every_link_between_pages_leads_somewhere() -> None:
    assert broken_links() == []
