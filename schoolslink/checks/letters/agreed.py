"""Whom each moment may reach by which way, from what was agreed on paper; it asks no rule of the product.

What a carer may hear is `expected`, and stands for every moment. The moment says who is meant: an answer is
for all who may hear, a question how they are for those of the family who read answers, a copy or what came of
a complaint for whoever asked and nobody else. Who must be told has somebody who owes it to them, by a day.
"""

from __future__ import annotations

from schoolslink.checks.letters import expected as apart
from schoolslink.checks.letters.scene import DECIDED, FAMILY, ONES_OWN, Scene

# Each reader's ways. own: what one of the family asked for by themselves. owed: somebody has to tell them.
WAYS = {
    **dict.fromkeys(FAMILY, ("page", "own", "sheet", "letter", "email", "owed")),
    "lead": ("in_app", "school_page"),
    "elsewhere": ("in_app", "school_page"),
    "safeguarding_lead": ("in_app",),
    "practice": ("letter", "email", "page"),
}
HELD_BACK = ("nothing", "owed", "holder", "news", "answer")


def agreed(scene: Scene, reader: str, way: str) -> str:
    """Return what reaches a reader by a way: nothing, owed, holder, news or answer."""
    if reader in FAMILY:
        return _to_family(scene, reader, way)
    if reader == "practice":
        return _to_practice(scene, way)
    return _to_school(scene, reader, way)


def is_shut_out(scene: Scene, reader: str) -> bool:
    """Say whether nothing at all may reach one of the family."""
    return reader != "child" and apart.is_shut_out(scene.facts(reader))


def reads(scene: Scene, reader: str) -> bool:
    """Say whether one of the family reads what was decided."""
    return reader == "child" or apart.reads_answer(scene.facts(reader))


def has_asked(scene: Scene, reader: str) -> bool:
    """Say whether one of the family asked for a copy by themselves, or complained."""
    return scene.moment in ONES_OWN and reader == scene.whose


def may_have(scene: Scene, reader: str) -> bool:
    """Say whether they may have what they asked for: a copy is a carer's only where that carer decides."""
    if scene.moment != "copy" or reader == "child":
        return True
    one = scene.facts(reader)
    decides = one.responsibility == "yes" and one.order in ("none", "limits_contact")
    return decides and not scene.young_person_decides


def _to_family(scene: Scene, reader: str, way: str) -> str:
    not_by = scene.child_not_by if reader == "child" else scene.facts(reader).not_by
    is_closed = way in apart.CLOSES.get(not_by, ())
    if is_shut_out(scene, reader) or is_closed:
        return "nothing"
    if way == "own":
        # Whose page is open reads what they asked themselves; others never, who may hear all else.
        return "answer" if has_asked(scene, reader) and may_have(scene, reader) else "nothing"
    if way == "sheet":
        return "holder"
    if way == "page":
        return "answer" if reads(scene, reader) and scene.moment != "asked" else "holder"
    if way == "owed":
        return "owed" if scene.moment in DECIDED else "nothing"
    if not reads(scene, reader):
        return "nothing"
    if way == "letter":
        return "answer" if scene.moment in DECIDED else "nothing"
    is_meant = scene.moment in DECIDED | {"check_in"}
    # What was given before it was barred had its mail written then; it says nothing.
    is_meant |= has_asked(scene, reader) and (scene.late or may_have(scene, reader))
    return "news" if is_meant else "nothing"


def _to_practice(scene: Scene, way: str) -> str:
    hears = scene.practice == "yes"
    asked = scene.asked_by == "practice"
    if way == "letter":
        # Of an earlier answer too, where the yes to it comes later.
        return "answer" if hears and scene.moment != "asked" else "nothing"
    if way == "page":  # what the link shows: who has it and which decision, in no word of anybody's
        # Nothing before they have said that it was they who asked.
        return "news" if hears and asked and scene.moment != "asked" else "nothing"
    if scene.moment == "asked":  # the mail that asks whether they did says nothing of anybody
        return "news" if asked else "nothing"
    return "news" if hears and asked and scene.moment in DECIDED else "nothing"


def _names_another(scene: Scene) -> bool:
    """Say whether a carer's name is put right to another person's after the moment."""
    return scene.late and (scene.carer.replaced or scene.second_carer.replaced)


def _to_school(scene: Scene, reader: str, way: str) -> str:
    if reader == "elsewhere":
        return "nothing"
    asked, hears = scene.asked_by == "school", scene.school == "yes"
    if reader == "safeguarding_lead":
        is_told = way == "in_app" and scene.moment == "asked" and scene.risk and asked
        return "news" if is_told else "nothing"
    if way == "school_page":
        if not hears:
            return "news" if asked else "nothing"
        return "news" if scene.moment == "asked" else "answer"
    if scene.moment in DECIDED:
        return "news" if asked or hears else "nothing"
    if not asked:
        return "news" if hears else "nothing"  # let know that there is something
    if _names_another(scene):
        return "news"  # what they wrote says something else now: that alone
    # Asked how the child is, and told that another team has them: where they know what was decided.
    return "news" if hears and scene.moment in ("check_in", "handed_over") else "nothing"
