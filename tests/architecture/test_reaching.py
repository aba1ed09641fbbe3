"""Who reaches for children's rows: a few rooms of their own part, and outside it files named here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

import schoolslink

PACKAGE = Path(schoolslink.__file__).parent

# Rooms of the part that may ask for them, and single files beside these. A job asks with a token
# that reaches one child, the reconciler as a role of its own.
ROOMS = tuple("queries commands permissions models jobs reconciler migrations tests".split())
INSIDE = {
    "referrals/messages.py": "asks, as the same job, whether a message is still true",
    "referrals/messages_safety.py": "which school it is that has nobody to tell, as that job",
    "referrals/messages_past.py": "whether what is past its day still is, as that job",
    "referrals/messages_school.py": "whether what went along is still kept, as that job",
    "referrals/link_message.py": "whether a link that somebody outside was sent still opens",
    "referrals/practice_message.py": "whether a practice has still to answer, as that job",
    "referrals/recipients.py": "who of a family is told by which way, for whoever tells them",
    "referrals/routing.py": "who held an item before, for the commands that hand it on",
    "referrals/sharing.py": "who may be told, for the commands and queries that ask",
}
OUTSIDE = {
    "bench/moves.py": "counts the moves that were made in a marked database",
    "bench/reconcile.py": "plants a handful of violations in a marked database",
    "bench/requests.py": "fills invented worlds in marked databases",
    "chaos/clocks.py": "whether history stayed in order, in an installation of its own",
    "chaos/dup.py": "whether one legal path came of many at once, in an installation of its own",
    "chaos/endpoint.py": "what waits while the mail server is away, in an installation of its own",
    "chaos/world.py": "the people and requests of an installation that is broken on purpose",
    "checks/arguments.py": "the ids that the crawler puts into addresses",
    "checks/contexts.py": "tries, as nobody and as a thief, what must be refused",
    "checks/equivalence.py": "compares the walls over every row of an invented world",
    "checks/falls/closing.py": "tries to end what is open without a word, and undoes it",
    "checks/falls/doing.py": "what the people of the stories do, in a database of its own",
    "checks/falls/harm.py": "looks whether anything reached a barred carer, in a story",
    "checks/falls/looking.py": "what is on whose list, in a story",
    "checks/falls/moving.py": "looks whether a hand-over was begun, in a story",
    "checks/falls/planted.py": "takes one wall down at a time, in a database of its own",
    "checks/invariants/planted.py": "makes what is planted, in a database of its own",
    "checks/invariants/planting.py": "plants one thing of each sort, in a database of its own",
    "checks/invariants/violations.py": "breaks one invariant at a time, and undoes it",
    "checks/letters/asking.py": "asks for invented families, each undone before the next",
    "checks/letters/barring.py": "bars invented carers, each undone before the next",
    "checks/letters/built.py": "looks by whom it was decided, past every wall",
    "checks/letters/looking.py": "reads everything that left, past every wall",
    "checks/letters/moments.py": "decides and answers for invented families, each undone before the next",
    "checks/letters/planted.py": "breaks one rule at a time, in a database of its own",
    "checks/letters/stage.py": "makes the place in which it is played",
    "checks/describing.py": "what there is in a world, as its rows say it",
    "checks/loading.py": "writes an invented world",
    "checks/model/acts.py": "acts in the village by the commands that pages call",
    "checks/model/asked.py": "asks the reconciler's questions, and says what was done before",
    "checks/model/lived.py": "lives in an invented village as everybody, and undoes it",
    "checks/model/looking.py": "where everything stands, past every wall",
    "checks/model/now.py": "looks at one thing, past every wall",
    "checks/model/ready.py": "says what a step needs, past every wall",
    "checks/model/said.py": "writes what each step says, in an invented village",
    "checks/model/walk.py": "walks an invented village as everybody, and undoes it",
    "checks/model/whole.py": "acts in the village by the commands that pages call",
    "checks/mutations.py": "breaks one rule of these tables at a time, in a database of its own",
    "checks/capacities.py": "what each reads and writes by the third opinion, by the tables' names",
    "checks/oracle.py": "the third opinion, by the tables' names",
    "checks/own_words.py": "tries to write over what a family said itself, and undoes it",
    "checks/pages/plan.py": "which records the pages of an invented world are about",
    "checks/pages/worlds.py": "makes the worlds whose pages are opened",
    "checks/village.py": "makes the crawler's village",
    "checks/replies.py": "why a request came back, in the invented world",
    "checks/walls.py": "asks each wall by itself, over every row of an invented world",
    "checks/writing.py": "tries to write every row of an invented world, and undoes it",
    "config/database/copies.py": "counts children and keys of a backup, as role backup",
    "config/database/grants.py": "which role may do what with each table",
    "simulate/programme/acts.py": "what invented people do, in a database of its own",
    "simulate/programme/counts.py": "counts what an invented life came to",
    "simulate/programme/handing.py": "what is asked of a family by invented people, in a database of its own",
    "simulate/programme/life.py": "finds what invented people hold",
    "simulate/programme/ringing.py": "rings about what is past its day, in a database of its own",
    "simulate/programme/watch.py": "asks apart whether anybody fell out of sight",
    "simulate/world/handing.py": "tells of invented children who are handed over",
    "simulate/world/rights.py": "tells what an invented family asks by right",
    "simulate/world/talks.py": "tells of talks about invented children",
    "simulate/world/telling.py": "tells invented families in marked databases",
}
# A school's link has working agreements, by the name that a request has agreements.
NAMESAKES = {".agreements.order_by"}
# What a manager is asked; a dictionary takes no names, and has its values without any.
ALWAYS = {
    *"all filter exclude first last exists aggregate annotate in_bulk iterator".split(),
    *"values_list order_by select_related create delete".split(),
}
WITH_NAMES = {"get", "values", "update"}


def child_models() -> dict[str, type]:
    return {model.__name__: model for model in apps.get_app_config("referrals").get_models()}


def tables() -> set[str]:
    return {model._meta.db_table for model in child_models().values()}


def reverse_names() -> set[str]:
    """Return the names of managers by which a row of anything leads to many rows about children."""
    return {
        field.get_accessor_name()
        for model in apps.get_models()
        for field in model._meta.related_objects
        if field.related_model.__name__ in child_models() and field.one_to_many
    }


def reaches(tree: ast.AST) -> Iterator[str]:
    """Yield each way in which a file asks for rows about children."""
    models, names, ours = child_models(), reverse_names(), tables()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = node.value
            name = of.id if isinstance(of, ast.Name) else getattr(of, "attr", "")
            if node.attr in ("objects", "_default_manager", "_base_manager") and name in models:
                yield f"{name}.{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, verb = node.func.value, node.func.attr
            said = [*node.keywords, *(node.args if verb == "values" else ())]
            asks = verb in ALWAYS or (verb in WITH_NAMES and said)
            if asks and isinstance(of, ast.Attribute) and of.attr in names:
                yield f".{of.attr}.{verb}"
        elif isinstance(node, ast.keyword) and node.arg:
            if "__" in node.arg and node.arg.partition("__")[0] in names:
                yield f"{node.arg}="
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from sorted(ours & set(re.findall(r"\breferrals_\w+", node.value)))
            named = re.fullmatch(r"referrals\.(\w+)", node.value)
            if named and named.group(1) in models:
                yield node.value


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield what a file takes from the models of the part."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            of = node.module or ""
            names = [alias.name for alias in node.names]
            if of.startswith("schoolslink.referrals.models"):
                yield from names
            elif of == "schoolslink.referrals" and "models" in names:
                yield "models"


def found(*, inside: bool) -> dict[str, list[str]]:
    """Return what each file reaches for, in the part or outside it."""
    answer = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if (parts[0] == "referrals") is not inside or "tests" in parts or "migrations" in parts:
            continue
        if inside and {part.removesuffix(".py") for part in parts} & set(ROOMS):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        if what := {*reaches(tree), *(() if inside else imports(tree))} - NAMESAKES:
            answer["/".join(parts)] = sorted(what)
    return answer


def test_inside_its_part_a_row_about_a_child_is_asked_for_in_few_rooms() -> None:
    assert found(inside=True).keys() == INSIDE.keys()


def test_outside_its_part_only_files_named_here_ask_for_one() -> None:
    assert found(inside=False).keys() == OUTSIDE.keys()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("held.Carer.objects.get(pk=id)", ["Carer.objects"]),
        ("Item._base_manager.all()", ["Item._base_manager"]),
        ("item.answers.all()", [".answers.all"]),
        ("person.holdings.filter(side='school')", [".holdings.filter"]),
        ("Person.objects.filter(holdings__ended_at=None)", ["holdings__ended_at="]),
        ("cursor.execute('select * from referrals_item i')", ["referrals_item"]),
        ("apps.get_model('referrals.Answer')", ["referrals.Answer"]),
        ("School.objects.get(pk=id)", []),
        ("item.answers.get(block='concern')", [".answers.get"]),
        ("form.answers.get('words'), page.answers.values()", []),
        ("'referrals_allowed_move'", []),
    ],
)
def test_every_way_of_asking_would_be_found(line, said) -> None:
    assert sorted(set(reaches(ast.parse(line)))) == said
