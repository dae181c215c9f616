PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run discord test test-milvus help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(READY) ## index seeds/ on first use, then open the prompt
	@test -e .quoth/catalog.sqlite || $(BIN)/quoth index seeds
	@$(BIN)/quoth

discord: $(READY) ## answer in Discord, with the token in .env
	@test -e .quoth/catalog.sqlite || $(BIN)/quoth index seeds
	@$(BIN)/quoth discord

test: $(READY) ## check style and types, and run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

test-milvus: $(READY) ## test with real Milvus servers, started for it on 127.0.0.1
	tests/milvus_servers.sh .milvus-servers $(BIN)/pytest -m milvus

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --progress-bar on -c constraints.txt -e '.[dev]'
	@touch $(READY)
