"""Watches the house itself: sizes, doors, words and wiring that style asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from servicedesk.celery import app as celery_app
from servicedesk.schedule import BEAT_SCHEDULE
from servicedesk.settings.env import BASE_DIR

pytestmark = pytest.mark.house

ROOT = BASE_DIR
APPS = ("accounts", "standards", "tickets", "surveys", "servicedesk")

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 120

# Who may read the clock; everybody else is told `now`.
DOORS = {"views", "tasks", "management", "api", "admin", "channels", "receivers"}
ROOF_DOORS = {"health", "context", "navigation"}
READS_CLOCK = re.compile(
    r"\b(timezone|datetime)\.now\(|\butcnow\(|\bdate\.today\(|\blocaldate\(\)"
)
RULE_CODE = re.compile(r"\b[GCSEFPDW]\d{1,2}\b")
NO_ROOM = {"utils", "helpers", "common", "core", "misc", "services", "managers"}

INLINE = {
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "a javascript: link": re.compile(r"javascript:", re.I),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+off"),
    "something of another host": re.compile(r"\bsrc\s*=\s*[\"']?(https?:)?//", re.I),
}


def python_files(*, tests: bool = True) -> Iterator[Path]:
    for name in APPS:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" in path.parts or (not tests and "tests" in path.parts):
                continue
            yield path
    if tests:
        yield from (ROOT / "conftest.py", ROOT / "manage.py")
        yield from sorted((ROOT / "bench").rglob("*.py"))


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    for name in APPS:
        yield from sorted((ROOT / name).rglob("templates/**/*.html"))


def place(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_too_long():
    scripts = sorted((ROOT / "static").rglob("*.js"))
    lengths = {
        place(path): len(path.read_text().splitlines())
        for path in (*python_files(), *scripts)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    found = {}
    for path in python_files():
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found[f"{place(path, node.lineno)} {node.name}"] = lines
    assert found == {}


def test_no_template_is_too_long():
    lengths = {place(path): len(path.read_text().splitlines()) for path in templates()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_TEMPLATE} == {}


def test_only_doors_read_the_clock():
    found = []
    for path in python_files(tests=False):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if set(parts) & DOORS or (parts[0] == "servicedesk" and parts[1] in ROOF_DOORS):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if READS_CLOCK.search(line):
                found.append(f"{place(path, number)}: {line.strip()}")
    assert found == []


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the string literals of a module that are not docstrings."""
    tree = ast.parse(path.read_text())
    said = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # a string that stands alone explains; it does nothing
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in said
        ):
            yield node.lineno, node.value


def test_no_rule_of_the_handbook_is_wired_into_code():
    """A rule is data: renaming one in the handbook must not break the desk."""
    found = [
        f"{place(path, line)}: {text[:60]!r}"
        for path in python_files(tests=False)
        for line, text in _texts(path)
        if RULE_CODE.search(text)
    ]
    assert found == []


def test_templates_hold_no_script_no_style_and_nothing_foreign():
    found = []
    for path in templates():
        if "emails" in path.parts:  # mail programs know only inline styles
            continue
        text = path.read_text()
        for what, pattern in INLINE.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{place(path, line)}: {what}")
    assert found == []


def test_no_drawer_for_odds_and_ends():
    found = [
        place(path)
        for path in python_files(tests=False)
        if set(path.relative_to(ROOT).with_suffix("").parts) & NO_ROOM
    ]
    assert found == []


def test_migrations_are_named_for_their_deed():
    found = [
        place(path)
        for name in APPS
        for path in (ROOT / name / "migrations").glob("*.py")
        if "_auto_" in path.name
    ]
    assert found == []


def test_every_entry_of_the_schedule_names_a_task_that_exists():
    celery_app.loader.import_default_modules()
    missing = {entry["task"] for entry in BEAT_SCHEDULE.values()} - set(
        celery_app.tasks
    )
    assert missing == set()


def test_every_entry_of_the_schedule_expires():
    """Otherwise messages would pile up while no worker runs."""
    lasting = {
        name
        for name, entry in BEAT_SCHEDULE.items()
        if "expires" not in entry.get("options", {})
    }
    assert lasting == set()


def test_every_task_is_scheduled_or_nudged():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in BEAT_SCHEDULE.values()}
    doors = "\n".join(
        path.read_text()
        for path in python_files(tests=False)
        if re.search(r"\.(delay|delay_on_commit|apply_async)\(", path.read_text())
    )
    forgotten = {
        name
        for name in celery_app.tasks
        if not name.startswith("celery.") and name not in scheduled
        if not re.search(rf"\b{name.rpartition('.')[2]}\.(delay|apply_async)", doors)
    }
    assert forgotten == set()


def test_every_action_is_named_by_a_test():
    tested = "\n".join(
        path.read_text() for path in python_files() if "tests" in path.parts
    )
    found = []
    for name in APPS:
        for path in sorted((ROOT / name / "actions").rglob("[!_]*.py")):
            for node in ast.parse(path.read_text()).body:
                if (
                    isinstance(node, ast.FunctionDef)
                    and not node.name.startswith("_")
                    and node.args.kwonlyargs
                    and not node.args.args  # a sentence: keyword-only
                    and not re.search(rf"\b{node.name}\b", tested)
                ):
                    found.append(f"{place(path)} {node.name}")
    assert found == []


def test_the_settings_name_only_code_that_exists():
    names = [
        *settings.MIDDLEWARE,
        *settings.AUTHENTICATION_BACKENDS,
        *settings.TEMPLATES[0]["OPTIONS"]["context_processors"],
    ]
    assert all(import_string(name) for name in names)
