# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
WRITING := env -u PYTHONDONTWRITEBYTECODE
LAYERS := debugassist.py analyzers assistant tools tui
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --no-compile
# What pip would compile file by file is compiled on every core; some packages hold templates that are no Python. Left
# out are what nothing here imports: one package with two fifths of all the code there is, the packages' own tests, what
# mypy was compiled from; and what installs, which is done.
UNUSED := /(kubernetes|tests|mypyc?|pip|setuptools|virtualenv|onnxruntime/transformers)/
COMPILE := $(WRITING) $(PY) -m compileall -q -j 0 -x '$(UNUSED)' $(VENV)/lib >/dev/null 2>&1; true
# Development needs what the program needs, in the same versions. Two of pip share the list: each has a core busy.
HALVE := awk '/^[a-z0-9]/ { n++ } { print > ("$(VENV)/half-" n % 2 ".txt") }'
# Thousands of small files, and databases that wait for their disk: in memory where there is plenty.
PLENTY := test -w /dev/shm && awk '/MemAvailable/ { exit $$2 < 8000000 }' /proc/meminfo && test $$(df -P /dev/shm | awk 'END { print $$4 }') -gt 4000000
SCRATCH := d=$$(if $(PLENTY); then mktemp -d -p /dev/shm; else mktemp -d; fi) && trap 'rm -rf "$$d"' EXIT INT TERM && TMPDIR=$$d

.DEFAULT_GOAL := help
.PHONY: help setup run test test-live lint format bench eval docs pictures lock sbom audit clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements/run.txt pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing what the program needs" >&2
	@$(PIP) -r requirements/run.txt
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/run.txt pyproject.toml
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "installing what the program and its development need" >&2
	@$(HALVE) requirements/dev.txt
	@$(PIP) -r $(VENV)/half-0.txt & $(PIP) -r $(VENV)/half-1.txt && wait $$!
	@$(COMPILE)
	@touch $(VENV)/.run
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(WRITING) $(PY) -m pytest --collect-only -q >/dev/null # pytest compiles tests and plugins its own way
	@touch $@

setup: $(VENV)/.dev ## make .venv with everything that development needs
	@$(WRITING) $(PY) -m compileall -q -j 0 $(LAYERS)

run: $(VENV)/.run ## the main job on three real failures: no key, no server, no model
	@$(WRITING) $(PY) -m compileall -q -j 0 $(LAYERS)
	@cd fixtures/demo && ask() { echo; echo "$$ debugassist $$*"; ../../$(PY) ../../debugassist.py "$$@" || test $$? -eq 1; }; \
	ask basket.py && \
	ask run report.py orders.csv && \
	ask logic schedule.py --expect 'free_slots([]) == [(9, 17)]' --expect 'free_slots([(9, 13), (10, 11)]) == [(13, 17)]' \
		--expect 'free_slots([(12, 13), (9, 10)]) == [(10, 12), (13, 17)]'

test: setup ## every test
	@$(SCRATCH) $(WRITING) $(PY) -m pytest -n auto --dist worksteal -q

test-live: setup ## the tests with a real Ollama server, a small model and a real browser, fetched into DEBUGASSIST_TEST_CACHE
	@DEBUGASSIST_LIVE=1 $(PY) -m pytest tests/live -n 0 -q

lint: setup ## format, lint, types and import contracts; changes nothing
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache

format: setup ## format the code and mend what ruff can
	@$(VENV)/bin/ruff check --quiet --fix . ; $(VENV)/bin/ruff format --quiet .

bench: setup ## measure speed side by side in one run; writes benchmarks/results/
	@$(PY) -m benchmarks

eval: setup ## measure the assistant on the fixtures
	@$(SCRATCH) $(PY) -m tests.eval.floors

docs: setup ## write the manual page and build the documentation site into build/site
	@COLUMNS=100 $(VENV)/bin/argparse-manpage --module tui.cli --function everything --prog debugassist --project-name debugassist \
		--manual-title "debugassist manual" --format single-commands-section \
		--description "finds why code broke, and a fix that it has checked" --output docs/debugassist.1
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet --site-dir build/site

pictures: setup ## draw the pictures of the app in docs/screens anew, from real runs
	@$(PY) -m tests.tui.pictures

lock: ## pin the dependencies anew (needs uv)
	uv pip compile --quiet --upgrade --extra models --extra knowledge --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --upgrade --all-extras --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

sbom: setup ## write what the program is made of: build/sbom.cdx.json, CycloneDX 1.6
	@$(PY) requirements/sbom.py build/sbom.cdx.json
	@echo build/sbom.cdx.json

# Who is asked, in words of pip-audit: `make audit ADVISORIES="-s osv --osv-url http://127.0.0.1:8080/v1/query"`.
ADVISORIES ?=

audit: build/audit/bin/pip-audit ## ask public advisories about every pinned package; fails where nobody answers
	@for list in run dev; do \
		build/audit/bin/pip-audit --disable-pip --no-deps --strict --progress-spinner off $(ADVISORIES) -r requirements/$$list.txt || exit 1; \
	done

build/audit/bin/pip-audit:
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1

clean: ## remove what the other targets made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
