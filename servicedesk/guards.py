"""What the database itself refuses: changing history or a published edition.

Triggers on both databases, installed again after every migrate. Taking them off
is a change of the schema, which only tests do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Guard:
    """One table, and the SQL conditions under which its rows may not change."""

    table: str
    message: str
    update: str = "1=1"
    delete: str = "1=1"
    insert: str = ""


def _published(edition: str) -> str:
    """Return SQL that is true when the edition with this id is no draft."""
    return (
        "EXISTS (SELECT 1 FROM standards_edition e"  # noqa: S608  # names are ours
        f" WHERE e.id = {edition} AND e.state <> 'draft')"
    )


def _part(row: str) -> str:
    """Return SQL that is true when a rule's part belongs to a fixed edition."""
    return _published(
        "(SELECT r.edition_id FROM standards_rule r"  # noqa: S608  # names are ours
        f" WHERE r.id = {row}.rule_id)"
    )


_FIXED = "a published edition of the handbook cannot change"
_EDITION_CONTENT = (
    "OLD.state <> 'draft' AND ("
    "NEW.number <> OLD.number OR NEW.handbook_id <> OLD.handbook_id"
    " OR NEW.content_hash <> OLD.content_hash OR NEW.state = 'draft'"
    " OR NEW.notes_zh <> OLD.notes_zh OR NEW.notes_en <> OLD.notes_en"
    " OR NEW.published_at <> OLD.published_at)"
)

GUARDS = (
    Guard("tickets_entry", "entries of the timeline are never changed"),
    Guard("tickets_evidence", "evidence is never changed"),
    Guard("tickets_firing", "firings of deadlines are never changed"),
    Guard(
        "standards_edition",
        _FIXED,
        update=_EDITION_CONTENT,
        delete="OLD.state <> 'draft'",
    ),
    Guard(
        "standards_rule",
        _FIXED,
        update=f"{_published('OLD.edition_id')} OR {_published('NEW.edition_id')}",
        delete=_published("OLD.edition_id"),
        insert=_published("NEW.edition_id"),
    ),
    *(
        Guard(
            table,
            _FIXED,
            update=f"{_part('OLD')} OR {_part('NEW')}",
            delete=_part("OLD"),
            insert=_part("NEW"),
        )
        for table in ("standards_phrase", "standards_expression")
    ),
)


def install_guards(**_kwargs: Any) -> None:
    """Create the triggers that are missing; safe to run again (post_migrate)."""
    tables = set(connection.introspection.table_names())
    guards = [guard for guard in GUARDS if guard.table in tables]
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in _statements(guard):
                cursor.execute(statement)


def remove_guards() -> None:
    """Take the triggers off; for tests that must empty the tables."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            for event in _events(guard):
                cursor.execute(_drop(guard, event))


def installed_guards() -> set[str]:
    """Return the names of the triggers found in the database."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard_%'"
    else:
        query = (
            "SELECT name FROM sqlite_master"
            " WHERE type = 'trigger' AND name LIKE 'guard_%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def expected_guards() -> set[str]:
    """Return the names of the triggers that must be there."""
    return {_name(guard, event) for guard in GUARDS for event in _events(guard)}


@contextmanager
def guards_removed() -> Iterator[None]:
    """Do without the triggers for a moment, as emptying a test database needs."""
    remove_guards()
    try:
        yield
    finally:
        install_guards()


def _events(guard: Guard) -> dict[str, str]:
    events = {"update": guard.update, "delete": guard.delete}
    if guard.insert:
        events["insert"] = guard.insert
    if connection.vendor == "postgresql":
        events["truncate"] = ""
    return events


def _name(guard: Guard, event: str) -> str:
    return f"guard_{guard.table}_{event}"


def _drop(guard: Guard, event: str) -> str:
    name = _name(guard, event)
    if connection.vendor == "postgresql":
        return f"DROP TRIGGER IF EXISTS {name} ON {guard.table}"
    return f"DROP TRIGGER IF EXISTS {name}"


def _statements(guard: Guard) -> Iterator[str]:
    """Yield the SQL that creates a guard's triggers; names and text are ours."""
    for event, condition in _events(guard).items():
        yield _drop(guard, event)
        name = _name(guard, event)
        if connection.vendor == "sqlite":
            yield (
                f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {guard.table}"
                f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
            )
            continue
        each = "STATEMENT" if event == "truncate" else "ROW"
        test = "TRUE" if event == "truncate" else condition
        result = "OLD" if event == "delete" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $$ BEGIN IF {test} THEN RAISE EXCEPTION '{guard.message}'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {result if each == 'ROW' else 'NULL'}; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {guard.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {name}()"
        )
