"""The page of one school's way in, and what stands beside its forms."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation, OrganisationKind
from schoolslink.access.policy import Action
from schoolslink.access.roles import Role
from schoolslink.directory import permissions
from schoolslink.directory.models import (
    HealthcareService,
    Link,
    NamedContact,
    Nomination,
    NominationState,
    Side,
    SupportTeam,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.pages import cards, words
from schoolslink.directory.queries import ContactView, LinkView, SchoolStanding
from schoolslink.directory.queries.groups import SharedCover, shared_covers
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.directory.queries.services import area_of_school
from schoolslink.directory.rules.nomination import MOST_MAILS, OPEN_DAYS
from schoolslink.web import dates


def home_of(organisation: Organisation) -> str:
    """Return the page of an organisation's people."""
    if organisation.kind in (OrganisationKind.SCHOOL, OrganisationKind.COUNCIL):
        return reverse("directory:school", args=[organisation.pk])
    return reverse("directory:service", args=[organisation.pk])


def home_after(actor: Actor, contact: NamedContact) -> str:
    """Return where somebody goes on after a change: to their own page, where the entry is theirs."""
    organisation = contact.organisation
    looks_after = permissions.organisations(actor, Action.MANAGE).filter(pk=organisation.pk)
    if contact.side == Side.NHS and not looks_after.exists():
        return reverse("directory:my-schools")
    return home_of(organisation)


def _schools_of_area(standing: SchoolStanding, *, on: date) -> str:
    """Return the list a coordinator came from, also of a school that no service answers yet."""
    area = standing.link.area_id if standing.link else area_of_school(standing.school_id, on=on)
    return reverse("directory:schools", args=[area]) if area else ""


def school(actor: Actor, standing: SchoolStanding, *, on: date) -> dict[str, Any]:
    """Return the page of one school."""
    may_name = (
        permissions.organisations(actor, Action.MANAGE).filter(pk=standing.school_id).exists()
    )
    may_ask = permissions.organisations(actor, Action.CHASE).filter(pk=standing.school_id).exists()
    shown = [contact.contact_id for contact in standing.contacts]
    mine = {
        *permissions.contacts(actor, Action.MANAGE)
        .filter(pk__in=shown)
        .values_list("pk", flat=True)
    }
    may_link = may_name and actor.membership_in(standing.school_id) is None
    link = standing.link
    is_theirs = actor.membership_in(standing.school_id) is not None
    heading = _("Your contact") if is_theirs else _("Who answers this school")
    return {
        "school": standing,
        "tag": words.standing_tag(standing.standing, on=on),
        "way_in": words.way_in_words(standing.way_in),
        "nobody_for_safety": may_name and not safeguarding_leads(standing.school_id),
        "people": [
            person(c, may_change=may_name, is_own=c.contact_id in mine) for c in standing.contacts
        ],
        "card": cards.contact_card(link, on=on, actions=[], heading=heading) if link else None,
        "back": _list_of(actor, standing, may_link=may_link, is_theirs=is_theirs, on=on),
        "link": link,
        "pairs": _pairs(actor, standing.school_id, on=on, may_link=may_link),
        "nomination": nomination(standing.nomination) if standing.nomination else None,
        "may_name": may_name,
        "may_ask": may_ask,
        "may_link": may_link,
        "to_confirm": [str(contact_id) for contact_id in shown if contact_id in mine],
        "where_to_turn": reverse("directory:school-turn", args=[standing.urn]),
    }


def _list_of(
    actor: Actor, standing: SchoolStanding, *, may_link: bool, is_theirs: bool, on: date
) -> str:
    """Return the list from which somebody comes to a school's page; nothing where there is none."""
    if may_link:
        return _schools_of_area(standing, on=on)
    leads_its_trust = actor.holds(Role.TRUST_LEAD) and not is_theirs
    return reverse("group-schools") if leads_its_trust else ""


def _pairs(actor: Actor, school_id: UUID, *, on: date, may_link: bool) -> list[dict[str, Any]]:
    """Return a school's pairs, the main one first; with the way to end one for whoever may."""
    live = current(on, start="linked_from", end="linked_until")
    found = (
        Link.objects.filter(live, school_id=school_id)
        .select_related("service__organisation", "nhs_contact")
        .order_by("-is_main", "pk")
    )
    mine = set(
        permissions.services(actor, Action.MANAGE)
        .filter(pk__in=[link.service_id for link in found])
        .values_list("pk", flat=True)
        if may_link
        else []
    )
    return [
        {
            "service": link.service.organisation.name,
            "who": link.nhs_contact.name if link.nhs_contact else _("the whole team"),
            "is_main": link.is_main,
            "end": reverse("directory:end-link", args=[link.pk]) if link.service_id in mine else "",
        }
        for link in found
    ]


def may_end(actor: Actor, link: LinkView) -> bool:
    """Say whether a pair is somebody's to end: it is of a service they look after."""
    return permissions.services(actor, Action.MANAGE).filter(pk=link.service_id).exists()


def answering_now(link: LinkView | None) -> dict[str, str]:
    """Return what the form about who answers begins with: what stands."""
    if link is None:
        return {}
    contact = link.contact.contact_id if link.contact else ""
    team = link.team_id or ""
    return {"with_whom": f"{link.service_id},{contact}", "team": str(team), "former": "stays"}


def changing(link: LinkView | None) -> str:
    """Return what happens when somebody else answers from now on."""
    if link is None:
        return _("The school's people are told. Their questions and requests go there.")
    return _(
        "Whom you choose answers this school from today: questions and requests go there first, and"
        " the school's people are told. What is open at another service stays there."
    )


def ending(link: Link, following: Link | None) -> list[str]:
    """Return what happens when a pair ends."""
    names = {"service": link.service.organisation.name}
    lines = [
        _("From today the school can send %(service)s nothing new.") % names,
        _("What is still open there goes to the manager of the team, who sees that it ends well."),
        _("The school, the contact and the manager of the service are told."),
    ]
    if following is None:
        lines.append(_("No service answers this school then, until you join it with another."))
    elif link.is_main:
        after = {"service": following.service.organisation.name}
        lines.append(_("%(service)s answers this school from then on.") % after)
    return lines


def person(contact: ContactView, *, may_change: bool, is_own: bool = False) -> dict[str, Any]:
    """Return one person's card with what can be done about them; of one's own entry, change it."""
    actions = []
    if may_change or is_own:
        ways = (
            ("directory:edit-contact", _("Change")),
            ("directory:cover", _("Set cover")),
            ("directory:replace-contact", _("Somebody takes over")),
            ("directory:leave-contact", _("Leaving")),
        )[: 4 if may_change else 1]
        actions = [
            {
                "href": reverse(name, args=[contact.contact_id]),
                "text": text,
                "for": contact.name,
            }
            for name, text in ways
        ]
    lines = cards.contact_lines(contact)
    if contact.email:
        lines.insert(1, _("E-mail: %(email)s") % {"email": contact.email})
    return {
        "name": contact.name,
        "position": words.position_in_words(contact),
        "lines": lines,
        "actions": actions,
        "signs_in": contact.person_id is not None,
    }


def nomination(row: Nomination) -> dict[str, Any]:
    """Return where an asking stands."""
    asked_on = dates.day_with_year(row.asked_at)
    if row.state == NominationState.PHONE:
        text = _("Asked on %(day)s and not answered: ring the school.") % {"day": asked_on}
    else:
        text = _("Asked on %(day)s. Mails sent: %(sent)s of %(most)s.") % {
            "day": asked_on,
            "sent": row.mails_sent,
            "most": MOST_MAILS,
        }
    return {
        "id": row.pk,
        "text": text,
        "email": row.email,
        "opened": dates.moment(row.opened_at) if row.opened_at else "",
        "by_phone": row.state == NominationState.PHONE,
    }


def asking() -> str:
    """Return what a school that is asked will receive."""
    return _(
        "They get a link that opens for %(days)s days without an account, at most %(mails)s mails a"
        " week apart, and then the school is on your phone list. In August nobody is asked."
    ) % {"days": OPEN_DAYS, "mails": MOST_MAILS}


def replacing(contact: NamedContact) -> str:
    """Return what moves to whoever takes over."""
    schools = _links_of(contact)
    if not schools:
        return _("They take over from today, with the same cover.")
    return ngettext(
        "They take over from today: %(count)s school, the same cover, and what is open.",
        "They take over from today: %(count)s schools, the same cover, and what is open.",
        schools,
    ) % {"count": schools}


def leaving(contact: NamedContact) -> list[str]:
    """Return what happens when a contact ends with nobody in their place."""
    schools = _links_of(contact)
    lines = [_("From today %(name)s is no longer shown to anybody.") % {"name": contact.name}]
    if schools:
        lines.append(
            ngettext(
                "%(count)s school is then answered by the whole team until somebody is named.",
                "%(count)s schools are then answered by the whole team until somebody is named.",
                schools,
            )
            % {"count": schools}
        )
    lines.append(_("What they still hold goes to their cover, or to the manager of the team."))
    return lines


def _links_of(contact: NamedContact) -> int:
    return contact.links_as_nhs.filter(linked_until__isnull=True).count()


def cover_choices(contact: NamedContact, *, on: date) -> list[tuple[str, str]]:
    """Return who could answer for a contact: colleagues, then organisations that share one."""
    colleagues = (
        NamedContact.objects.filter(current(on), organisation_id=contact.organisation_id)
        .exclude(pk=contact.pk)
        .order_by("name")
    )
    found = [(str(c.pk), c.name) for c in colleagues]
    for row in shared_covers(contact, on=on):
        found.append((str(row.organisation_id), _cover_choice(row)))
    return found


def _cover_choice(row: SharedCover) -> str:
    if row.is_team:
        return _("%(service)s: the whole team") % {"service": row.name}
    return f"{row.name} ({row.answers})" if row.answers else row.name


def link_choices(actor: Actor, *, on: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return whom a school can be joined with, as "service,contact", and the support teams."""
    services = list(
        permissions.services(actor, Action.MANAGE)
        .filter(current(on))
        .select_related("organisation")
        .order_by("organisation__name")
    )
    teams = list(
        SupportTeam.objects.filter(current(on), service__in=services).select_related("organisation")
    )
    service_of = {s.pk: s.pk for s in services} | {t.pk: t.service_id for t in teams}
    people: dict[UUID, list[NamedContact]] = {}
    rows = NamedContact.objects.filter(
        current(on), organisation__in=list(service_of), position="contact"
    )
    for row in rows.order_by("name"):
        people.setdefault(service_of[row.organisation_id], []).append(row)
    choices = []
    for service in services:
        choices += [_choice(service, contact) for contact in people.get(service.pk, [])]
        team = _("%(service)s: the whole team") % {"service": service.organisation.name}
        choices.append((f"{service.pk},", team))
    return choices, [(str(t.pk), t.organisation.name) for t in teams]


def _choice(service: HealthcareService, contact: NamedContact) -> tuple[str, str]:
    words_ = {"name": contact.name, "service": service.organisation.name}
    return f"{service.pk},{contact.pk}", _("%(name)s, %(service)s") % words_
