PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup setup-dev demo serve test test-all lint bench bench-tracing docs lock clean

help:            ## Say what each target does.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.runtime     ## Make .venv with what the product needs.
setup-dev: $(VENV)/.dev     ## Make .venv with what the tests need as well.

demo: setup      ## Found a ledger in ./var/demo and play the story.
	$(BIN)/mogao demo --fresh --data var/demo

serve: setup     ## Serve what the demo left, on http://127.0.0.1:8000/
	$(BIN)/mogao serve --data var/demo

test: setup-dev  ## The test-suite, under five minutes on two cores.
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: setup-dev lint  ## The suite with the slow proofs, linters and types.
	$(BIN)/python -m pytest -n auto

lint: setup-dev  ## ruff and mypy.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup-dev ## Print the numbers of docs/benchmarks.md.
	$(BIN)/python -m benchmarks

bench-tracing: setup-dev ## Print the tables of tracing, about twenty minutes.
	$(BIN)/python -m benchmarks.tracing

docs: setup      ## Print the pages that are made from the code: vocabulary, statements, procedures, errors.
	$(BIN)/python -m ledger.register.vocabulary.page > docs/vocabulary.md
	$(BIN)/python -m ledger.register.page > docs/statements.md
	$(BIN)/python -m ledger.register.procedures.page > docs/procedures.md
	$(BIN)/python -m api.errors_page > docs/errors.md

lock:            ## Compile the pinned, hashed requirements from pyproject.toml.
	@test -x .venv-lock/bin/uv || ($(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv)
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build pyproject.toml -o requirements.txt
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:           ## Remove the environment and the demo's ledger.
	rm -rf $(VENV) var/demo
