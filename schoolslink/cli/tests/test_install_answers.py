"""What ./link install takes for an answer, and when it need not ask."""

from argparse import Namespace
from pathlib import Path

import pytest

from schoolslink.cli import answers, copies, install
from schoolslink.cli.first_administrator import AlreadyIn
from schoolslink.cli.verb import Stopped

GOOD = {
    "public_url": "https://link.example.org",
    "administrator_name": "Ada Admin",
    "administrator_email": "ada@example.org",
    "smtp_url": "smtp+starttls://link:hush@mail.example.org:587",
    "mail_from": "Schools Link <link@example.org>",
}
WRONG = [
    ("public_url", "http://link.example.org"),
    ("public_url", "https://"),
    ("public_url", "https://link.example.org/schools"),
    ("public_url", "https://link.example.org:no"),
    ("public_url", "https://[link"),
    ("administrator_name", "   "),
    ("administrator_email", "not an address"),
    ("administrator_email", "ada@"),
    ("smtp_url", "gibberish"),
    ("smtp_url", "mail.example.org:25"),
    ("smtp_url", "smtp://mail.example.org:many"),
    ("mail_from", "link"),
]


def options(**changed: object) -> Namespace:
    """Return what was said on a command line where all was said."""
    return Namespace(**GOOD | {"proxy": ["127.0.0.1"], "json": False} | changed)


def test_good_answers_are_taken() -> None:
    answers.check(options())

    assert {name: answers.fault(name, said) for name, said in GOOD.items()} == dict.fromkeys(
        GOOD, ""
    )


@pytest.mark.parametrize(("name", "said"), WRONG)
def test_an_answer_that_cannot_be_right_is_refused_before_anything_is_built(
    name: str, said: str
) -> None:
    with pytest.raises(Stopped):
        answers.check(options(**{name: said}))


def test_a_proxy_is_an_address_or_a_range() -> None:
    with pytest.raises(Stopped, match="our-proxy"):
        answers.check(options(proxy=["10.0.0.0/24", "our-proxy"]))


def test_a_wrong_answer_at_the_terminal_is_asked_again(monkeypatch, capsys) -> None:
    typed = iter(
        ["http://link.example.org", GOOD["public_url"], "ada", GOOD["administrator_email"]]
    )
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    said = options(public_url=None, administrator_email=None)

    answers.ask(said, ["public_url", "administrator_email"])

    assert (said.public_url, said.administrator_email) == (
        "https://link.example.org",
        "ada@example.org",
    )
    assert "must begin with https://" in capsys.readouterr().err


def test_a_restored_installation_has_its_administrator_and_starts(monkeypatch, capsys) -> None:
    def has_one(*_: object) -> str:
        raise AlreadyIn

    monkeypatch.setattr(install, "invite", has_one)

    install.let_in(options(), None)  # type: ignore[arg-type]

    assert "There is an administrator already" in capsys.readouterr().out


def test_a_backup_that_root_brought_back_is_told_by_whose_it_must_be(
    monkeypatch, tmp_path: Path
) -> None:
    brought = tmp_path / "manifest.json"
    brought.write_text("{}")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    copies.require_readable(brought, tmp_path / "missing")
    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(Stopped, match=r"chown -R \S+ '" + str(tmp_path)):
        copies.require_readable(brought)
