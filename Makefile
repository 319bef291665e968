# Everything starts here: "make help" lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-rules test-sqlite test-postgres \
	test-browser check lint types imports templates django messages-check \
	format messages bench faults screens clean

PORT ?= 8000
BIN := .venv/bin
PY := $(BIN)/python
APPS := servicedesk surveys tickets standards accounts
PYFILES := $(APPS) conftest.py manage.py
export PYTHON
# Tests and checks never look at the databases of this shell or of .env.
ALONE := env -u DATABASE_URL -u REDIS_URL
CHECKS := $(ALONE) DJANGO_SETTINGS_MODULE=servicedesk.settings.test
PRODUCTION := $(ALONE) DEBUG=0 ALLOWED_HOSTS=desk.example.com \
	PUBLIC_URL=https://desk.example.com \
	SECRET_KEY=only-to-check-the-settings-0123456789-abcdefghijklmnop

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)

setup:  ## make .venv and install what running needs
	@bin/setup run

setup-dev:  ## ... and what testing needs
	@bin/setup dev

demo: setup  ## set up and run with demo data (PORT=8000); Ctrl-C stops
	@exec env DEBUG=1 $(PY) manage.py demo --port $(PORT)

test: setup-dev  ## rules, SQLite, PostgreSQL + Redis, browser; tells what it left out
	@bin/test

test-rules: setup-dev  ## only the rules, without any database
	@bin/test rules

test-sqlite: setup-dev  ## the whole suite on SQLite
	@bin/test sqlite

test-postgres: setup-dev  ## the whole suite on a private PostgreSQL and Redis
	@bin/test postgres

test-browser: setup-dev  ## the journeys in a real Chromium
	@bin/test browser

screens: setup-dev  ## ... and keep their screenshots in docs/screens/
	@KEEP_SCREENS=1 bin/test browser

check: lint types imports templates django messages-check test  ## all that CI asks for
	@echo "make check: everything passed."

lint: setup-dev  ## ruff: rules and format
	$(BIN)/ruff check $(PYFILES) $(wildcard bench)
	$(BIN)/ruff format --check $(PYFILES) $(wildcard bench)

types: setup-dev  ## mypy --strict
	$(CHECKS) $(BIN)/mypy

imports: setup-dev  ## the floors and rooms of the house
	$(CHECKS) $(BIN)/lint-imports --no-logo

templates: setup-dev  ## djade: format of the templates
	@find templates $(APPS) -name '*.html' -type f | sort \
		| xargs $(BIN)/djade --target-version 5.2 --check

django: setup-dev  ## system checks, production settings, missing migrations
	$(CHECKS) $(PY) manage.py check --fail-level WARNING
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(CHECKS) $(PY) manage.py makemigrations --check --dry-run

messages-check: setup-dev  ## every English message has its Chinese one
	$(ALONE) $(BIN)/pytest -q -p no:randomly servicedesk/tests/test_messages.py

format: setup-dev  ## put code and templates in order
	$(BIN)/ruff check --fix $(PYFILES) $(wildcard bench)
	$(BIN)/ruff format $(PYFILES) $(wildcard bench)
	@find templates $(APPS) -name '*.html' -type f | sort \
		| xargs $(BIN)/djade --target-version 5.2

messages: setup-dev  ## collect the messages into locale/ and compile them
	$(CHECKS) $(PY) manage.py makemessages -l zh_Hans --add-location=file \
		--ignore '.venv/*' --ignore 'var/*' --ignore 'bench/*' --ignore '*/tests/*'
	$(CHECKS) $(PY) manage.py compilemessages -l zh_Hans --ignore .venv

bench: setup-dev  ## measure; writes bench/results.json
	@bin/bench

faults: setup-dev  ## kill and starve the worker on PostgreSQL + Redis, then recount
	@bin/test faults

clean:  ## remove caches (never var/, which holds the data)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache staticfiles
