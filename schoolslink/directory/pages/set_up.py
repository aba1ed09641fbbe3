"""The first set-up of a real area: five steps, what each has now, and what works after it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from schoolslink.directory.queries.set_up import SetUp
from schoolslink.web.dates import number


@dataclass(frozen=True)
class Step:
    """One step. command: what is typed on the server, where no page can do it. more: other ways."""

    title: str
    has: str
    then: str
    done: bool
    href: str = ""
    link: str = ""
    command: str = ""
    more: tuple[tuple[str, str], ...] = ()  # where it leads, and the words of the link


def steps(area_id: UUID, name: str, found: SetUp) -> list[Step]:
    """Return the five steps of an area that has been made."""
    counted = {key: number(value) for key, value in vars(found).items()}
    return [
        Step(
            gettext("Area"),
            ngettext("%(name)s has one school.", "%(name)s has %(schools)s schools.", found.schools)
            % {"name": name, **counted},
            gettext("Its coordinator sees every school and who can be reached there."),
            found.schools > 0,
            reverse("directory:set-up-schools", args=[area_id]),
            gettext("Put a council's schools into it"),
        ),
        Step(
            gettext("Service and what it takes"),
            gettext("Services: %(services)s. With published criteria: %(with_criteria)s.")
            % counted,
            gettext("Schools see what is taken and how long one waits, before they ask."),
            found.services > 0 and found.with_criteria == found.services,
            reverse("directory:new-service", args=[area_id]),
            gettext("Add a service"),
        ),
        Step(
            gettext("People"),
            gettext(
                "Pairs: %(pairs)s. Invited %(invited)s, opened %(opened)s, answered %(answered)s,"
                " no mail address %(no_mail)s, to ring %(to_ring)s."
            )
            % counted,
            gettext("A lead can ask their named contact the same day."),
            found.pairs > 0,
            reverse("directory:import", args=[area_id]),
            gettext("Bring in your own list of contacts"),
            more=(
                (reverse("invite", args=[area_id]), gettext("Invite the area's coordinator")),
                (
                    reverse("directory:people", args=[area_id]),
                    gettext("Invite a service's manager or a school's lead"),
                ),
            ),
        ),
        Step(
            gettext("Register"),
            gettext("%(register)s open schools in the register.") % counted,
            gettext(
                "Each new file brings names, postcodes, closures and successors up to date."
                " Whoever runs this installation takes it in by the command below."
            ),
            found.register > 0,
            reverse("directory:register", args=[area_id]),
            gettext("Changes that wait for you"),
            "./link register import FILES",
        ),
        Step(
            gettext("Agreements"),
            gettext("Schools that have signed a sharing agreement: %(parties)s.") % counted,
            gettext("A request may carry a child's name. Questions without a name need none."),
            found.parties > 0,
            reverse("directory:sharing", args=[area_id]),
            gettext("Enter a sharing agreement"),
        ),
    ]
