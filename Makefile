# Everything runs from .venv, which `make env` makes from requirements.lock. All of it works again without a network.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

BIN := .venv/bin
SEED := seeds/articles/tribunnews-putin-kim.txt
TRANSLATIONS := resources/translations
DATA ?= ../shared/data
UV ?= uv

.PHONY: help env run test check bench screenshot model calibrate lock translations clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env: ## make the environment in .venv, with the kutip command in it
	@PYTHON="$(PYTHON)" .ci/environment

run: env ## open the window on the sample article
	@.ci/system-libraries window
	@$(BIN)/python main.py gui $(SEED)

test: env ## lint, types, import contracts and the whole test suite
	@.ci/system-libraries offscreen
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: env ## lint, types and import contracts
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-cache --no-logo) || { echo "$$said"; exit 1; }

bench: env ## the benchmarks, with their figures
	@.ci/system-libraries offscreen
	@$(BIN)/pytest -q -s -m bench tests/benchmarks

screenshot: env ## the README's picture
	@.ci/system-libraries offscreen
	@mkdir -p docs/images
	@KUTIP_HOME=build/screenshot LC_ALL=C.UTF-8 $(BIN)/python main.py \
	    --screenshot docs/images/kutip.png --size 1280x800 --theme light $(SEED)

model: env ## train the recogniser of names anew, from the open data in DATA
	@$(BIN)/python -c 'import floret' 2>/dev/null || $(BIN)/python -m pip install --quiet 'floret>=0.10.5,<0.11'
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m annotator.nlp.training --data $(DATA)

calibrate: env ## fit the scores anew after a change of rules, word lists or model, on the open data in DATA
	@$(BIN)/python -m annotator.nlp.calibration --data $(DATA)

lock: ## renew requirements.lock from pyproject.toml; needs uv
	@$(UV) pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock

translations: env ## collect the sentences of the program into the catalogues, and compile those
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F $(TRANSLATIONS)/babel.cfg -k _ -k N_ -k ngettext:1,2 --no-location --sort-output \
	    --project=kutip -o build/kutip.pot annotator
	@$(BIN)/pybabel -q update -D kutip -i build/kutip.pot -d $(TRANSLATIONS) --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date -w 120 -l id
	@$(BIN)/pybabel -q compile -D kutip -d $(TRANSLATIONS) --statistics

clean: ## take away everything that was made, the environment too
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	@find annotator tests -name __pycache__ -type d -prune -exec rm -rf {} +
