# The table of contents of the project. Every target does its own set-up on a fresh machine.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test lint types contracts bench docs lock clean

demo: $(READY)            ## sweep 200 real AI systems, then decide two Kazakh ones
	@BIN=$(BIN) sh examples/demo.sh

test: lint types contracts  ## linter, types, contracts, tests
	$(BIN)/pytest -q -n auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports --no-cache

bench: $(READY)           ## what we claim about speed, each beside its peer in one run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.lock
	$(BIN)/python -m benchmarks

docs: $(READY)            ## the generated reference pages
	$(BIN)/python -m tanba.cli.reference docs/reference

# Virtual environment with locked, hashed dependencies; made anew when the lock or the project file changes.
$(READY): requirements/dev.lock requirements/peers.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tanba needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "this Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --ignore-requires-python \
	  -r requirements/peers.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:                     ## resolve the dependencies anew (needs uv); new releases wait a week
	uv pip compile --universal --python-version 3.11 --generate-hashes --exclude-newer "1 week" --no-header --no-annotate \
	  --group dev pyproject.toml -o requirements/dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --exclude-newer "1 week" --no-header --no-annotate \
	  -c requirements/dev.lock requirements/bench.in -o requirements/bench.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
