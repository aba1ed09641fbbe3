"""Those who answer for a record on both sides hear at once that it was opened in an emergency."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.notices import commands as notices
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands.reviewing import reviewers
from schoolslink.referrals.jobs.reaching import roles_held_at, this_job
from schoolslink.referrals.models import Item, Review


def tell_of_glass(event: events.GlassOpened, *, at: datetime) -> None:
    """Tell the school's head and lead and the service's managers, each once, and nothing of the child."""
    review = Review.objects.select_related("item").get(pk=event.review_id)
    for person_id in reviewers(review):
        notices.send(
            actor=this_job(),
            kind=messages.GLASS_OPENED.name,
            link_path=reverse("home"),
            at=at,
            to_person=person_id,
            about_id=review.pk,
            child_id=event.child_id,
            area_id=review.area_id,
            once_key=f"glass:{review.pk}:{person_id}",
        )
    _tell_safeguarding(event, review, at)


def _tell_safeguarding(event: events.GlassOpened, review: Review, at: datetime) -> None:
    """Tell the school's safeguarding leads who may open it, and may let the young person read it later."""
    item: Item = review.item
    if item.school_id is None or not item.risk_marked:
        return
    held = roles_held_at(item.school_id).filter(role=Role.SAFEGUARDING_LEAD, person__is_active=True)
    for person_id in set(held.values_list("person_id", flat=True)) - {review.by_id}:
        notices.send(
            actor=this_job(),
            kind=messages.GLASS_TO_DELAY.name,
            link_path=reverse("referrals:glass-delay", args=[review.about_id]),
            at=at,
            to_person=person_id,
            about_id=review.pk,
            child_id=event.child_id,
            area_id=review.area_id,
            once_key=f"glass:{review.pk}:{person_id}",
        )


def tell_of_misuse(event: events.GlassNotRight, *, at: datetime) -> None:
    """Tell whoever settles by name that it was not right to open a record, and nothing of the child."""
    review = Review.objects.get(pk=event.review_id)
    if review.for_id is None:
        return  # nobody is there: the coordinators' page shows it until somebody is
    notices.send(
        actor=this_job(),
        kind=messages.MISUSE_TO_SETTLE.name,
        link_path=reverse("referrals:review", args=[review.pk]),
        at=at,
        to_person=review.for_id,
        about_id=review.pk,
        child_id=event.child_id,
        area_id=review.area_id,
        act_by_on=review.due_on,
        once_key=f"misuse:{review.pk}:{review.for_id}",
    )
