"""An OpenAPI document as rows for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REF = "#/components/schemas/"
PLAIN = {"string": "text", "integer": "whole number", "boolean": "yes or no", "array": "list"}
FORMATS = {"date": "day", "date-time": "moment", "uuid": "id"}


@dataclass(frozen=True)
class FieldRow:
    """One thing that is asked or answered: its name, of what kind it is, and what it means."""

    name: str
    kind: str
    says: str = ""


@dataclass(frozen=True)
class OperationRow:
    """One thing a program may ask for."""

    anchor: str
    method: str
    path: str
    summary: str
    says: str
    asked: tuple[FieldRow, ...]
    answered: str


@dataclass(frozen=True)
class SchemaRow:
    """One thing that is answered, with its fields; of a list of words, the words."""

    name: str
    says: str
    fields: tuple[FieldRow, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class ApiPage:
    """What the page shows."""

    title: str
    version: str
    says: str
    operations: tuple[OperationRow, ...]
    schemas: tuple[SchemaRow, ...]
    problems: tuple[FieldRow, ...]


def read(document: dict[str, Any]) -> ApiPage:
    """Return the rows of a document, in its order."""
    return ApiPage(
        title=document["info"]["title"],
        version=document["info"]["version"],
        says=document["info"]["description"],
        operations=tuple(
            _operation(path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        ),
        schemas=tuple(
            SchemaRow(
                name,
                schema.get("description", ""),
                tuple(_field(key, of) for key, of in schema.get("properties", {}).items()),
                tuple(schema.get("enum", ())),
            )
            for name, schema in sorted(document["components"]["schemas"].items())
        ),
        problems=_problems(document),
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> OperationRow:
    [answer] = operation["responses"]["200"]["content"].values()
    return OperationRow(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        says=operation.get("description", ""),
        asked=tuple(
            FieldRow(one["name"], kind_of(one["schema"]), one.get("description", ""))
            for one in operation["parameters"]
        ),
        answered=kind_of(answer["schema"]),
    )


def _problems(document: dict[str, Any]) -> tuple[FieldRow, ...]:
    """Return each problem that may come in the place of an answer, once."""
    found = {
        status: answer["description"]
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if status != "200"
    }
    return tuple(FieldRow(status, "", says) for status, says in sorted(found.items()))


def _field(name: str, schema: dict[str, Any]) -> FieldRow:
    return FieldRow(name, kind_of(schema), schema.get("description", ""))


def kind_of(schema: dict[str, Any]) -> str:
    """Return of what kind a value is, in a few words."""
    if ref := schema.get("$ref", ""):
        return ref.removeprefix(REF)
    if either := schema.get("anyOf"):
        kinds = [kind_of(one) for one in either if one.get("type") != "null"]
        return " or ".join(kinds) + (", may be empty" if len(kinds) < len(either) else "")
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'])}"
    return FORMATS.get(schema.get("format", "")) or PLAIN.get(schema.get("type", ""), "any")
