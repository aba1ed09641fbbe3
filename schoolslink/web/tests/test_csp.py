from __future__ import annotations

import base64
import hashlib

import pytest

from schoolslink.web import csp


def test_the_hash_is_that_of_the_inline_script_without_its_template_tag() -> None:
    page = "<script {%- if n %} nonce{% endif %}>go()</script>"

    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    assert csp.inline_script_hash(page) == f"'sha256-{digest}'"


@pytest.mark.parametrize("page", ["", "<script>a</script><script>b</script>"])
def test_a_template_with_another_number_of_scripts_is_refused(page: str) -> None:
    with pytest.raises(csp.UnexpectedTemplate):
        csp.inline_script_hash(page)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    directives = csp.policy()["DIRECTIVES"]

    assert directives["default-src"] == ["'none'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["form-action"] == ["'self'"]
    everything = [source for sources in directives.values() for source in sources]
    assert not [source for source in everything if "unsafe" in source or source.startswith("http")]


def test_a_sign_in_form_may_be_sent_on_to_a_named_provider() -> None:
    directives = csp.policy(["https://login.example.org"])["DIRECTIVES"]

    assert directives["form-action"] == ["'self'", "https://login.example.org"]
