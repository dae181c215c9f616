PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Where `make install` installs for, and what: make install VENV=/opt/quoth/.venv EXTRAS=formats,milvus
EXTRAS := formats

.PHONY: run discord test test-milvus test-ray install licences sbom lock help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(READY) ## index seeds/ on first use, then open the prompt
	@test -e .quoth/catalog.sqlite || $(BIN)/quoth index seeds
	@$(BIN)/quoth documents >/dev/null 2>&1 || $(BIN)/quoth index
	@$(BIN)/quoth

discord: $(READY) ## answer in Discord, with the token in .env
	@test -e .quoth/catalog.sqlite || $(BIN)/quoth index seeds
	@$(BIN)/quoth documents >/dev/null 2>&1 || $(BIN)/quoth index
	@$(BIN)/quoth discord

test: $(READY) ## check style and types, and run the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile --max-worker-restart 0

test-milvus: $(READY) ## test with real Milvus servers, started for it on 127.0.0.1
	@$(BIN)/python supply/required.py dev,milvus-import > $(VENV)/required.txt
	$(BIN)/python -m pip install --quiet --require-hashes -c constraints.txt -r $(VENV)/required.txt
	tests/milvus_servers.sh .milvus-servers $(BIN)/pytest -m milvus

test-ray: $(READY) ## test workers on a Ray cluster of this machine; installs quoth[ray]
	@$(BIN)/python supply/required.py dev,ray > $(VENV)/required.txt
	$(BIN)/python -m pip install --quiet --require-hashes -c constraints.txt -r $(VENV)/required.txt
	$(BIN)/pytest -m ray

install: ## install for use, without the tests' tools and apart from this folder; see VENV, EXTRAS
	$(call installed,$(EXTRAS),.)

licences: $(READY) ## write docs/licences.md: libraries, models and data, and their licences
	$(BIN)/python -m supply.licences

sbom: $(READY) ## write quoth.cdx.json, what Quoth is made of, as CycloneDX
	$(BIN)/python -m supply.sbom

lock: $(READY) ## write constraints.txt for what pyproject.toml asks; UPGRADE=--upgrade for the newest
	@$(BIN)/python supply/required.py lock > $(VENV)/required.txt
	$(BIN)/python -m pip install --quiet --require-hashes -c constraints.txt -r $(VENV)/required.txt
	$(BIN)/python -m supply.lock $(UPGRADE)

# What is pinned, each file by its hash, and then Quoth itself, a folder that has none.
define installed
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r supply/pip.txt
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r supply/torch.txt 2>/dev/null || true
	@$(PYTHON) supply/required.py $(1) > $(VENV)/required.txt
	$(BIN)/python -m pip install --quiet --progress-bar on --require-hashes -c constraints.txt -r $(VENV)/required.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation $(2)
endef

$(READY): pyproject.toml constraints.txt
	$(call installed,dev,-e .)
	@touch $(READY)
