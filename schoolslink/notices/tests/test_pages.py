"""The pages of messages: mine alone, read when seen, and a demonstration's mail in marked places."""

import pytest
from django.test import Client
from django.urls import resolve

from schoolslink.access import jobs
from schoolslink.access.routes import SIGNED_IN
from schoolslink.access.tests.arrange import sign_in
from schoolslink.notices import delivery
from schoolslink.notices.models import Preference

from .sending import send


@pytest.fixture
def folder(settings, tmp_path):
    """Let mail go into a folder, as in a demonstration."""
    settings.EMAIL_BACKEND = "schoolslink.notices.sink.FolderBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


@pytest.mark.django_db
def test_my_messages_show_the_words_of_the_mail_and_are_new_once(world, person):
    amira, client = person(), Client()
    sign_in(client, amira)
    send(to_person=amira.pk, code_word="amber kite")
    send(to_person=person("Tom Reed", "tom@hillside.example").pk, code_word="calm otter")

    first = client.get("/messages").content.decode()
    second = client.get("/messages").content.decode()

    assert first.count("A message about your question") == 1
    assert "Somebody has answered. Please follow the link to read it." in first
    assert ("amber kite" in first, "calm otter" in first) == (True, False)
    assert ("New" in first, ">New<" in second) == (True, False)


@pytest.mark.django_db
def test_messages_are_paged(world, person):
    amira, client = person(), Client()
    sign_in(client, amira)
    for _each in range(26):
        send(to_person=amira.pk)

    first = client.get("/messages").content.decode()
    cursor = first.split('href="?after=')[1].split('"')[0]
    second = client.get(f"/messages?after={cursor}").content.decode()

    assert first.count("A message about your question") == 25
    assert second.count("A message about your question") == 1


@pytest.mark.parametrize("path", ["/messages", "/messages/weekly"])
def test_messages_are_for_people_who_are_signed_in(path):
    assert resolve(path).func.audience is SIGNED_IN


@pytest.mark.django_db
def test_the_weekly_day_is_chosen_on_a_page(world, person):
    amira, client = person(), Client()
    sign_in(client, amira)
    page = client.get("/messages/weekly").content.decode()
    key = page.split('name="form_key" value="')[1].split('"')[0]

    wrong = client.post("/messages/weekly", {"form_key": key, "weekly_on": "6"})
    right = client.post(
        "/messages/weekly", {"form_key": key, "weekly_on": "3", "even_when_empty": "on"}
    )

    assert wrong.status_code == 200
    assert "There is a problem" in wrong.content.decode()
    assert (right.status_code, right["Location"]) == (302, "/messages")
    with jobs.as_system("t"):
        assert [(one.weekly_on, one.even_when_empty) for one in Preference.objects.all()] == [
            (3, True)
        ]


@pytest.mark.django_db
def test_the_demonstrations_mail_is_kept_in_a_folder_of_ours_and_shown(world, person, folder):
    notice_id = send(to_person=person().pk, code_word="amber kite")
    delivery.deliver(notice_id)

    page = Client().get("/outbox-demo").content.decode()

    (file,) = folder.iterdir()
    assert file.name == f"{notice_id}.eml"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "A message about your question" in page
    assert 'href="http://127.0.0.1:8000/open/7"' in page
    assert "amber kite" in page


@pytest.mark.django_db
def test_a_real_database_has_no_page_of_mail(world, monkeypatch, folder):
    from schoolslink.notices import views

    monkeypatch.setattr(views, "is_demonstration", lambda: False)

    assert Client().get("/outbox-demo").status_code == 404
