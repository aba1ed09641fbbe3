"""The Jinja environment of every page: NHS components, translations, addresses, dates."""

from __future__ import annotations

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from schoolslink.web import dates, languages
from schoolslink.web.faces import initials_of
from schoolslink.web.phones import ringable
from schoolslink.web.queue import queue_columns

# What a tag's tone looks like; its words say the same.
TAG_COLOURS = {
    "urgent": "red",
    "soon": "yellow",
    "waiting": "blue",
    "done": "green",
    "quiet": "grey",
}


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment Django renders with; settings name this function."""
    # The NHS templates chain through parameters that were not given.
    options["undefined"] = jinja2.ChainableUndefined
    # As the NHS templates expect; else a field of a form is mostly blank lines.
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options["loader"] = jinja2.ChoiceLoader(
        [options["loader"], jinja2.PackageLoader("nhsuk_frontend_jinja")]
    )
    env = jinja2.Environment(  # noqa: S701 - Django's engine sets autoescape among the options
        **options, extensions=["jinja2.ext.i18n"]
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        static=static,
        tag_colours=TAG_COLOURS,
        url=url,
        zip=zip,
        queue_columns=queue_columns,
        language=languages.current,
        direction=languages.direction,
        in_language=languages.in_language,
    )
    env.filters.update(dates.FILTERS)
    env.filters["ringable"] = ringable
    env.filters["initials"] = initials_of
    return env
