"""Those who answer for a record on both sides hear at once that it was opened in an emergency."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from schoolslink.notices import commands as notices
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands.reviewing import reviewers
from schoolslink.referrals.jobs.reaching import this_job
from schoolslink.referrals.models import Review


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
