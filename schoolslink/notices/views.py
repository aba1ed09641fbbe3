"""My messages, my weekly mail and, in a demonstration, the mail that would have been sent."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schoolslink.kernel import clock
from schoolslink.notices import commands, pages, queries, sink
from schoolslink.notices.forms import WeeklyForm


@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """Show my messages; those shown count as read from now on."""
    page = pages.messages(request, request.actor)
    fresh = [one.notice_id for one in page.messages.rows if one.is_new]
    if fresh:
        commands.mark_read(actor=request.actor, notice_ids=fresh, at=clock.now())
    return render(request, "notices/messages.jinja", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def weekly(request: HttpRequest) -> HttpResponse:
    """Choose the day of my weekly mail."""
    chosen = queries.my_preference(request.actor)
    initial = {"weekly_on": str(chosen.weekly_on), "even_when_empty": chosen.even_when_empty}
    form = WeeklyForm(request.POST or None, initial=initial)
    if form.is_valid():
        answers = form.to_input()
        commands.choose(
            actor=request.actor,
            weekly_on=int(answers["weekly_on"]),
            even_when_empty=bool(answers["even_when_empty"]),
        )
        return redirect("messages")
    return render(request, "notices/weekly.jinja", {"form": form})


@require_safe
@never_cache
def demonstration_mail(request: HttpRequest) -> HttpResponse:
    """Show the mails of a demonstration; in any other database there is no such page."""
    if not is_demonstration():
        raise Http404
    return render(request, "notices/demonstration-mail.jinja", {"mails": sink.mails()})


def is_demonstration() -> bool:
    """Return whether this database carries the mark of invented data."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from access.mark where synthetic")
        return cursor.fetchone() is not None
