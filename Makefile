# `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DISCLOSURE := $(BIN)/python -m app
HOST ?= 127.0.0.1
PORT ?= 8000
# Larger corpora than the repository's own, where they are beside it (tests/corpora.py).
export REPORT_CORPORA ?= $(abspath $(wildcard ../shared))
GENERATOR := org.openapitools:openapi-generator-cli:7.17.0

.DEFAULT_GOAL := help
.PHONY: help run test lint types score bench fuzz test-clients test-cluster clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/.run: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=… names another one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt requirements-cluster.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

run: $(VENV)/.run ## create the environment, ingest samples/ and serve on HOST:PORT (127.0.0.1:8000)
	$(DISCLOSURE) ingest samples
	HOST=$(HOST) PORT=$(PORT) $(DISCLOSURE) serve

test: $(VENV)/.dev ## create the environment and run the tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

score: $(VENV)/.dev ## score `disclosure parse` against the gold files, with floors
	$(BIN)/python -m tests.gold_score

fuzz: $(VENV)/.dev ## the slow suites: long property tests, schemathesis, kill -9
	$(BIN)/python -m pytest -m slow -p no:cacheprovider

$(VENV)/.bench: bench/requirements.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	@touch $@

bench: $(VENV)/.bench ## measure search, service and ingest against peers, and the numbers at size
	$(BIN)/python -m bench; short=$$?; $(BIN)/python -m bench.figures && exit $$short

$(VENV)/.clients: tests/clients/requirements.txt tests/clients/package.json $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/clients/requirements.txt
	npm install --prefix tests/clients --no-audit --no-fund --no-package-lock --silent
	mvn -q -B dependency:copy -Dartifact=$(GENERATOR) -DoutputDirectory=tests/clients/jars -Dmdep.stripVersion=true
	@touch $@

test-clients: $(VENV)/.clients ## generated clients (Java, TypeScript, Python), checkers of the document and the pages
	$(BIN)/python -m pytest -m clients tests/clients

test-cluster: $(VENV)/.dev ## the text index on OpenSearch (one node and three) and the record in PostgreSQL
	$(BIN)/python -m tests.cluster

clean: ## remove the environment and the caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
