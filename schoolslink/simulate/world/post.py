"""Post that came to the team and that nobody has yet."""

from __future__ import annotations

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.post import log_post
from schoolslink.referrals.rules.post import Danger, FromWhom, How
from schoolslink.simulate.world.stage import Stage


def something_came(stage: Stage) -> None:
    """Write down a fax of which nobody can say yet whose it is: it is to be sorted today."""
    came = stage.moment(1, 11)
    with stage.as_("sam", stage.moment(1, 15)) as actor:
        log_post(
            actor=actor, team_id=stage.places["service"], form_key=new_id(), came_at=came,
            how=How.FAX, from_whom=FromWhom.GP, danger=Danger.NO, sender="Mill Lane Surgery",
            phone="01632 960 144", is_mine=True, at=stage.moment(1, 15),
            about="Two pages by fax, the first is missing. A girl who does not sleep; no name, no school.",
        )  # fmt: skip
