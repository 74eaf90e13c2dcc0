# `make run`, `make test`: one command each on a fresh machine. The rest is for daily work.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 4 ? 4 : n)))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Python compiles what it uses when it first uses it: half of the packages never are, and installing takes half the time.
INSTALL := $(PIP) install -qq --no-compile
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard opstap/locale/*/LC_MESSAGES/*.po))

# Front-end files of others that pages need, as paths inside node_modules; fetched, never committed.
# (htmx comes with django-htmx; axe-core is for the tests only.)
# (The map is loaded by pages that show one. The names of Leaflet's files stand in its script and its sheet.)
VENDOR_FILES := dexie/dist/modern/dexie.min.mjs supercluster/dist/supercluster.min.js \
    $(addprefix leaflet/dist/,leaflet.js leaflet.js.map leaflet.css \
    images/layers.png images/layers-2x.png images/marker-icon.png)
VENDOR := $(addprefix opstap/static/vendor/,$(VENDOR_FILES))

.PHONY: help setup setup-dev run test test-fast messages lock wheel clean \
    check check-lint check-types check-migrations check-translations

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: .venv/.runtime $(VENDOR) $(CATALOGUES) ## install what running needs (idempotent)

setup-dev: setup .venv/.dev node_modules/.installed ## … and what testing needs

.venv/.created:
	@tools/system_packages.sh venv
	$(PYTHON) tools/make_venv.py .venv
	@touch $@

.venv/.runtime: .venv/.created requirements.lock pyproject.toml README.md
	@echo "Installing Python packages…"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	@echo "Installing Python packages for the tests…"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc
	@tools/system_packages.sh npm
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

opstap/static/vendor/%: node_modules/.installed
	@mkdir -p $(@D)
	cp node_modules/$* $@
	@touch $@

%.mo: %.po .venv/.runtime
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

run: export OPSTAP_DATA_DIR ?= $(CURDIR)/var
run: export OPSTAP_DEMO ?= 1
run: setup ## the demonstration region in the browser; data in ./var
	@$(BIN)/opstap migrate --verbosity 0
	@$(BIN)/opstap demo --if-empty
	@exec $(BIN)/opstap serve --host $(HOST) --port $(PORT)

test: ## everything, on SQLite and PostgreSQL, browser included
	@tools/test_all.sh $(WORKERS)

test-fast: setup-dev ## without browser, on SQLite
	$(BIN)/pytest -n 2 --dist worksteal -q -m "not browser"

check: check-lint check-types check-migrations check-translations ## lint, types, missing migrations, untranslated strings

check-lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: setup-dev
	$(BIN)/mypy opstap

check-migrations: setup-dev
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	    env -u DATABASE_URL OPSTAP_DATA_DIR="$$folder" $(BIN)/opstap makemigrations --check --dry-run

check-translations: setup-dev
	@tools/system_packages.sh gettext
	$(BIN)/python tools/translations.py check

messages: setup-dev ## bring the .po files up to date with the code
	@tools/system_packages.sh gettext
	$(BIN)/python tools/translations.py update

lock: ## write the lock files again; UPGRADE=1 takes newer versions
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

wheel: setup ## build dist/opstap-*.whl
	$(PIP) wheel -q --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist

clean: ## remove everything made here, except the data in ./var
	rm -rf .venv node_modules opstap/static/vendor dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/artifacts
	find opstap tests tools -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)
