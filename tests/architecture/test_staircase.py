"""What holds between parts in the database and in the lists that join them."""

import importlib
import inspect
import pkgutil
from dataclasses import is_dataclass

from django.apps import apps

import schoolslink
from schoolslink.config import subscriptions

# The staircase of pyproject.toml, lowest first; those that do not know each other share a step.
STEPS = {
    "kernel": 0,
    "web": 1,
    "access": 2,
    "notices": 3,
    "directory": 4,
    "referrals": 5,
    "training": 5,
    "grants": 5,
    "knowledge": 5,
    "outcomes": 6,
    "wellbeing": 7,
    "insight": 8,
    "evaluation": 8,
    "interop": 9,
}


def test_no_foreign_key_points_up_the_staircase() -> None:
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in STEPS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if (there := STEPS.get(field.related_model._meta.app_label)) is not None
        if there > STEPS[model._meta.app_label]
        or (
            there == STEPS[model._meta.app_label]
            and field.related_model._meta.app_label != model._meta.app_label
        )
    ]

    assert up == []


def test_every_part_with_tables_has_its_step() -> None:
    ours = {
        config.label for config in apps.get_app_configs() if config.name.startswith("schoolslink.")
    }

    assert ours - STEPS.keys() == set()


def declared_events() -> set[type]:
    """Return every event of every part: the frozen dataclasses of its events.py."""
    found = set()
    for part in pkgutil.iter_modules(schoolslink.__path__):
        if part.name not in STEPS or part.name == "kernel":
            continue
        try:
            module = importlib.import_module(f"schoolslink.{part.name}.events")
        except ModuleNotFoundError:
            continue
        found |= {
            thing
            for _, thing in inspect.getmembers(module, inspect.isclass)
            if is_dataclass(thing) and thing.__module__.startswith(module.__name__)
        }
    return found


def test_every_event_has_a_subscriber() -> None:
    unheard = {
        event.__name__ for event in declared_events() if not subscriptions.SUBSCRIPTIONS.get(event)
    }

    assert unheard == set()


def test_every_subscription_is_to_a_declared_event() -> None:
    assert set(subscriptions.SUBSCRIPTIONS) - declared_events() == set()
