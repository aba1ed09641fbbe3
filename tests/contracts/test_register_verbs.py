"""The register's verbs: what programs read as JSON and people read as sentences."""

import json

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.cli import main, register
from schoolslink.directory.models import RegisterChange, School
from schoolslink.interop.gias.tests import made

pytestmark = pytest.mark.django_db
FIRST = [made.a_school(100001), made.a_school(100002), made.a_school(100003, postcode="2036")]
LATER = [
    made.a_school(100001, status="Closed", close_date="31-08-2024"),
    made.a_school(100002, phase="Secondary"),
    made.a_school(100003, town="Elsewhere"),
]


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """The verbs work on the test's own database."""
    monkeypatch.setattr(register, "ready", lambda: None)


def link(capsys, *words):
    """Run ./link with these words; return (exit code, output, errors)."""
    code = main.main([str(word) for word in words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path, capsys):
    path = made.composite(tmp_path, FIRST)

    code, out, _ = link(capsys, "register", "import", path, "--dry-run", "--json")

    told = json.loads(out)
    assert (code, told["rows"], told["open"], told["held_back"]) == (0, 3, 3, 1)
    assert {kind: n for kind, n in told["changes"].items() if n} == {"added": 3}
    assert told["files"][0]["problems"] == [
        "line 4, column postcode: '2036' is not a postcode."
        " (this value left out, the rest of the row kept)"
    ]
    assert not School.objects.exists()


def test_people_read_sentences(tmp_path, capsys):
    code, out, _ = link(capsys, "register", "import", made.composite(tmp_path, FIRST))

    assert code == 0
    assert "3 rows, 3 open schools, 1 held back." in out
    assert "Changed: 3 added." in out


@pytest.fixture
def ade(as_seed):
    """Return somebody of the programme's team."""
    with as_seed():
        who = person("Ade Bello", "ade@programme.example")
        member(who, organisation("programme", "National programme"), Role.NATIONAL_TEAM)
        stranger = person("Somebody Else", "lead@school.example")
        member(stranger, organisation("school", "A School"), Role.SCHOOL_LEAD)
    return who


AS_ADE = ("--as", "Ade@programme.example", "--json")


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ((), "Say who decides"),
        (("--as", "nobody@programme.example"), "Nobody with this e-mail address"),
        (("--as", "lead@school.example"), "Only the operator"),
    ],
)
def test_nobody_decides_unnamed_or_without_the_role(who, sentence, ade, tmp_path, capsys):
    link(capsys, "register", "import", made.composite(tmp_path, FIRST))
    link(capsys, "register", "import", made.composite(tmp_path, LATER))

    code, out, _ = link(capsys, "register", "review", "--accept", "closure", "--json", *who)

    assert code == 1
    assert sentence in json.loads(out)["error"]
    assert RegisterChange.objects.filter(decision="waiting").count() == 2


def test_what_waits_is_shown_and_decided_by_a_person(ade, tmp_path, capsys):
    link(capsys, "register", "import", made.composite(tmp_path, FIRST))
    link(capsys, "register", "import", made.composite(tmp_path, LATER))

    _, out, _ = link(capsys, "register", "review", "--json")
    shown = {(row["kind"], row["urn"]) for row in json.loads(out)}
    code, accepted, _ = link(capsys, "register", "review", "--accept", "closure", *AS_ADE)
    _, refused, _ = link(capsys, "register", "review", "--refuse", "100002", *AS_ADE)

    assert shown == {("closure", 100001), ("phase", 100002)}
    assert (code, json.loads(accepted)) == (0, {"accepted": 1, "still waiting": 1})
    assert json.loads(refused) == {"left as they were": 1, "still waiting": 0}
    assert School.objects.get(urn=100001).status == "closed"
    decided = RegisterChange.objects.filter(kind__in=["closure", "phase"])
    assert {change.decided_by_id for change in decided} == {ade.pk}
    assert not RegisterChange.objects.filter(decision="waiting").exists()


def test_a_school_is_shown(tmp_path, capsys):
    link(capsys, "register", "import", made.composite(tmp_path, FIRST))

    code, out, _ = link(capsys, "register", "show", "100001", "--json")

    assert (code, json.loads(out)["name"]) == (0, "Invented School 100001")
    assert link(capsys, "register", "show", "999999")[0] == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("%PDF-1.4", "This is a PDF"),
        ("a,b\n1,2\n", "not those of a register file"),
    ],
)
def test_a_broken_file_is_one_sentence_and_a_failure(content, sentence, tmp_path, capsys):
    path = made.write(tmp_path / "x.csv", content)

    code, out, errors = link(capsys, "register", "import", path, "--json")

    assert code == 1
    assert sentence in json.loads(out)["error"]
    assert "Traceback" not in errors


def test_a_file_is_taken_whole_although_the_next_one_is_broken(tmp_path, capsys):
    good, bad = made.composite(tmp_path, FIRST), made.write(tmp_path / "x.csv", "%PDF")

    code, _, _ = link(capsys, "register", "import", good, bad)

    assert code == 1
    assert not School.objects.exists()  # every file is looked at before the first is taken
