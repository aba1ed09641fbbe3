"""The content security policy: nothing inline, nothing from elsewhere, one known exception.

The exception is the single inline line of the NHS page template, allowed by its hash. The hash is
taken from the installed template, so a new version of it cannot silently switch scripts off.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from typing import Any

from csp.constants import NONE, SELF

SCRIPT = re.compile(r"<script[^>]*?>(.*?)</script>", re.DOTALL)
JINJA_TAG = re.compile(r"\{%-?.*?-?%\}", re.DOTALL)


class UnexpectedTemplate(Exception):
    """The NHS page template no longer holds exactly one inline script."""


def inline_script_hash(template: str) -> str:
    """Return the policy's source for the one inline script of the NHS page template."""
    scripts = SCRIPT.findall(JINJA_TAG.sub("", template))
    if len(scripts) != 1:
        raise UnexpectedTemplate(f"Expected one inline script, found {len(scripts)}.")
    return "'sha256-" + b64encode(sha256(scripts[0].encode()).digest()).decode() + "'"


def policy(identity_providers: Iterable[str] = ()) -> dict[str, Any]:
    """Return the setting CONTENT_SECURITY_POLICY.

    identity_providers: origins (https://...) that a sign-in form may be sent on to.
    """
    page = files("nhsuk_frontend_jinja").joinpath("templates/nhsuk/template.jinja")
    own = [SELF]
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF, inline_script_hash(page.read_text("utf-8"))],
            "style-src": own,
            "connect-src": own,
            "font-src": own,
            "manifest-src": own,
            "worker-src": own,
            "img-src": [SELF, "data:"],
            "form-action": [SELF, *identity_providers],
            "frame-ancestors": [NONE],
            "base-uri": [NONE],
        }
    }


CONTENT_SECURITY_POLICY = policy()
