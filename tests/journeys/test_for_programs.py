"""Somebody who writes programs reads what there is to ask for, on a desk and on a phone."""

from schoolslink.web.testing import PHONE


def test_the_page_about_the_api_reads_without_scripts(live_site, visit):
    reader = visit(live_site, width=PHONE, scripts=False)

    page = reader.open("/api/v1/docs")

    page.get_by_role("heading", name="For programs").wait_for()
    assert page.get_by_text("GET /api/v1/items/{item_id}").is_visible()
    reader.check("for-programs")
    page.get_by_role("link", name="Lines").click()
    assert page.url.endswith("#of-Lines")
