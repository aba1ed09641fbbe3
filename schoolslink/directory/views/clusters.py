"""The coordinator's pages of clusters: neighbouring schools that cover for each other."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolslink.directory import queries
from schoolslink.directory.commands import clusters as commands
from schoolslink.directory.forms.clusters import ClusterForm, NewClusterForm
from schoolslink.directory.pages import clusters as pages
from schoolslink.directory.queries import clusters as found
from schoolslink.directory.queries.search import SchoolFilter, SchoolPage, search_schools
from schoolslink.directory.views.door import actor_of, id_in, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal

LONGEST_TYPED = 100
FOUND_AT_ONCE = 10


@page
def clusters(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the clusters of an area."""
    area, rows = found.clusters_of_area(actor_of(request), area_id, on=clock.today())
    return render(request, "directory/clusters.jinja", pages.clusters(area, rows))


@page
def new(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Make a cluster; its schools and who answers come on its own page."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    form = NewClusterForm(request.POST or None)
    if form.is_valid():
        try:
            cluster = commands.make_cluster(
                actor=actor,
                cluster_id=form.key,
                area_id=area_id,
                name=form.cleaned_data["name"],
                at=clock.now(),
            )
            return redirect("directory:cluster", area_id, cluster.pk)
        except Refusal as refusal:
            form.refuse(refusal)
    told = {
        "form": form,
        "title": _("Make a cluster"),
        "note": _(
            "Neighbouring schools that work together, where no trust or federation does it for"
            " them. Next you add its schools and say who answers."
        ),
        "submit_text": _("Continue"),
        "back": f"/area/{area_id}/clusters",
        "back_text": _("Clusters of %(area)s") % {"area": area.organisation.name},
    }
    return render(request, "directory/form.jinja", told)


@page
def cluster(request: HttpRequest, area_id: UUID, cluster_id: UUID) -> HttpResponse:
    """Show one cluster; find schools for it, add one, or take one out."""
    actor, today = actor_of(request), clock.today()
    refused = ""
    if request.method == "POST":
        found.cluster_of_area(actor, area_id, cluster_id, on=today)
        try:
            _add_or_take_out(request, cluster_id)
            return redirect("directory:cluster", area_id, cluster_id)
        except Refusal as refusal:
            refused = refusal.message
    area, row = found.cluster_of_area(actor, area_id, cluster_id, on=today)
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    shown = SchoolFilter(area_id=area.pk)
    schools = search_schools(typed, shown, size=FOUND_AT_ONCE) if typed else SchoolPage()
    context = pages.cluster(area, row, typed=typed, found=schools, refused=refused)
    return render(request, "directory/cluster.jinja", context)


def _add_or_take_out(request: HttpRequest, cluster_id: UUID) -> None:
    act, name = commands.add_school, "add"
    if "take_out" in request.POST:
        act, name = commands.take_out_school, "take_out"
    school_id = id_in(request.POST.get(name, ""))
    act(actor=actor_of(request), cluster_id=cluster_id, school_id=school_id, at=clock.now())


@page
def change(request: HttpRequest, area_id: UUID, cluster_id: UUID) -> HttpResponse:
    """Change what a cluster is called and who answers for it."""
    actor, today = actor_of(request), clock.today()
    _area, row = found.cluster_of_area(actor, area_id, cluster_id, on=today)
    people = pages.choices(found.people_of(cluster_id, on=today))
    initial = {"name": row.name, "answers": str(row.answers.contact_id) if row.answers else ""}
    form = ClusterForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        try:
            commands.change_cluster(
                actor=actor, cluster_id=cluster_id, at=clock.now(), **form.to_input()
            )
            return redirect("directory:cluster", area_id, cluster_id)
        except Refusal as refusal:
            form.refuse(refusal)
    told = {
        "form": form,
        "title": _("Change %(cluster)s") % {"cluster": row.name},
        "note": ""
        if people
        else _("Nobody is named at its schools yet. Add schools, or name somebody at one first."),
        "submit_text": _("Save"),
        "back": f"/area/{area_id}/clusters/{cluster_id}",
        "back_text": row.name,
    }
    return render(request, "directory/form.jinja", told)


@page
def end(request: HttpRequest, area_id: UUID, cluster_id: UUID) -> HttpResponse:
    """End a cluster; says first what will happen."""
    actor = actor_of(request)
    area, row = found.cluster_of_area(actor, area_id, cluster_id, on=clock.today())
    if request.method == "POST":
        commands.end_cluster(actor=actor, cluster_id=cluster_id, at=clock.now())
        return redirect("directory:clusters", area_id)
    told = {
        "title": _("End %(cluster)s") % {"cluster": row.name},
        "lines": pages.ending(row),
        "submit_text": _("End this cluster today"),
        "back": pages.address(area, row),
    }
    return render(request, "directory/confirm.jinja", told)
