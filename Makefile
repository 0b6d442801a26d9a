# A fresh checkout needs git, make and Python 3.11 or newer, and two commands: make brief, make test.
# Everything made here stays in .venv/ and build/.

PYTHON ?= python3
DATE ?= 2026-01-30
# Processes that the tests are dealt out to, file by file: what a file makes once is then made once. 0 is this one alone.
WORKERS ?= 2

VENV := .venv
PY := $(VENV)/bin/python
MADE := $(VENV)/.made
# Only built packages, each checked against its hash: nothing is compiled and no package runs code to install itself.
INSTALL := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --progress-bar off
LOCKED := $(INSTALL) --require-hashes --only-binary :all:
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--system-certs --no-emit-index-url --no-header --no-annotate

# The environment below is the checkout's own, whatever the caller's shell says of Python.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH VIRTUAL_ENV
# A week that was given but is empty, as make leaves of WEEK='$(x)', must not quietly be this one.
ifeq ($(origin WEEK):$(strip $(WEEK)),command line:)
$(error WEEK is empty: write WEEK=2026-W05, or leave it out for this week)
endif

.DELETE_ON_ERROR:
.PHONY: help brief weekly site propose test rates bench pictures lint format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

brief: $(MADE)/run ## set up, then print the briefs as of DATE (2026-01-30)
	@scripts/setup pango $(PYTHON) || without_pdf="--format html,json"; \
	set -x; $(VENV)/bin/briefings build --date $(DATE) $$without_pdf

# What the shell is given by name stays one word, whatever is in it.
weekly: $(MADE)/run ## what CI does: check, publish what is new in WEEK (2026-W05), make the site; ALWAYS=1, BASE_URL=...
	@scripts/setup pango $(PYTHON)
	@$(PY) scripts/weekly.py $${WEEK:+--week="$$WEEK"} $${ALWAYS:+--always} $${BASE_URL:+--base-url="$$BASE_URL"}

site: $(MADE)/run ## the archive of published editions, into build/site
	@scripts/setup pango $(PYTHON)
	@$(VENV)/bin/briefings site $${BASE_URL:+--base-url="$$BASE_URL"}

propose: ## put the records of the week before those who decide: AS=pull-request, merge-request, branch or commit
	@scripts/propose

test: lint ## set up, then run every check and test, with coverage
	@scripts/setup pango $(PYTHON)
	@scripts/setup browser
	$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --cov --cov-report=term

rates: $(MADE)/test ## measure the rules: what they catch, what they wrongly say
	@scripts/setup pango $(PYTHON)
	$(PY) scripts/rates.py
	$(PY) scripts/generate_docs.py

bench: $(MADE)/test ## measure whole commands beside peers: twenty minutes; PARTS="cold again", RUNS=5, SMALL=1
	@scripts/setup pango $(PYTHON)
	@scripts/setup browser
	$(PY) scripts/bench.py $(PARTS) $(if $(RUNS),--runs $(RUNS)) $(if $(SMALL),--small)
	$(PY) scripts/generate_docs.py

pictures: $(MADE)/test ## make the pictures of the docs anew, from the desk: docs/images; NAMES="site-home site-topic"
	@scripts/setup pango $(PYTHON)
	@scripts/setup browser
	$(PY) scripts/pictures.py $(NAMES)

lint: $(MADE)/test ## the checks that run nothing: ruff and mypy
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

format: $(MADE)/test ## lay the code out as lint wants it
	$(PY) -m ruff check --fix-only
	$(PY) -m ruff format

# With UPGRADE=--upgrade everything moves to its newest release; without it only what pyproject.toml asks for.
lock: $(MADE)/lock ## write the lock files anew from pyproject.toml
	$(LOCK) $(UPGRADE) pyproject.toml --group test --output-file requirements-test.txt
	$(LOCK) pyproject.toml --group build --constraints requirements-test.txt --output-file requirements.txt
	$(LOCK) $(UPGRADE) --group lock --output-file requirements-lock.txt

clean: ## remove what make made: the environment, build/, bytecode
	rm -rf $(VENV)
	find build -mindepth 1 ! -path build/.gitignore -delete
	find briefings tests -name __pycache__ -prune -exec rm -rf {} +

# Each step leaves a stamp in the environment, and is done again when what it was made from is newer.

$(MADE)/venv: scripts/setup
	@echo "Making the environment in $(VENV) ..."
	@scripts/setup venv $(PYTHON) $(VENV)
	@mkdir -p $(@D) && touch $@

$(MADE)/run: $(MADE)/venv requirements.txt pyproject.toml
	@echo "Installing the locked packages of requirements.txt ..."
	@$(LOCKED) --requirement requirements.txt
	@$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(MADE)/test: $(MADE)/run requirements-test.txt
	@echo "Installing the locked packages of requirements-test.txt ..."
	@$(LOCKED) --requirement requirements-test.txt
	@touch $@

$(MADE)/lock: $(MADE)/venv requirements-lock.txt
	@$(LOCKED) --requirement requirements-lock.txt
	@touch $@
