# make demo   from nothing to the report of the demo corpus
# make test   the tests (fast); make test-full also the slow ones
# make test-whisper  the backends with weights, in an environment of their own (8 GB of packages)
# make setup  the environment alone; make lint the linters; make help lists all

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORES ?= 2
STAMP := $(VENV)/.unisono-$(shell cat requirements/default.txt requirements/installer.txt | cksum | cut -d' ' -f1)

# The backends with weights: their own environment, and the small checkpoints they are tested on.
WHISPER := .venv-whisper
WHISPER_STAMP := $(WHISPER)/.unisono-$(shell cat requirements/whisper.txt | cksum | cut -d' ' -f1)
CHECKPOINTS ?= $(HOME)/.cache/unisono/checkpoints
WITH_WEIGHTS := tests/transcribe/test_whisper*.py tests/align/test_ctc*.py \
	tests/align/test_whisperx*.py tests/workflow/test_whisper*.py

.PHONY: help setup setup-whisper checkpoints demo test test-whisper test-full lint generated lock clean

help:
	@sed -n '1,/^$$/s/^# //p' Makefile

setup: $(STAMP)

$(STAMP): requirements/default.txt requirements/installer.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Unisono needs Python 3.11 or newer; set PYTHON=/path/to/it")'
	@echo "Setting up $(VENV) (once, a minute or more: 8 GB with torch) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	@$(BIN)/python -m uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/default.txt requirements/installer.txt
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.unisono-*
	@touch $@

setup-whisper: $(WHISPER_STAMP)

$(WHISPER_STAMP): requirements/whisper.txt $(STAMP)
	@echo "Setting up $(WHISPER) (once, some minutes, 8 GB) ..."
	@test -x $(WHISPER)/bin/python || $(PYTHON) -m venv $(WHISPER)
	@$(BIN)/python -m uv pip sync --quiet --python $(WHISPER)/bin/python --require-hashes requirements/whisper.txt
	@$(BIN)/python -m uv pip install --quiet --python $(WHISPER)/bin/python --no-deps --no-build-isolation --editable .
	@rm -f $(WHISPER)/.unisono-*
	@touch $@

checkpoints: setup-whisper
	@$(WHISPER)/bin/python tests/checkpoints/train.py $(CHECKPOINTS)

demo: setup
	@$(BIN)/snakemake --cores $(CORES) --configfile config/demo.yaml --quiet rules host -- corpus
	@$(BIN)/snakemake --cores $(CORES) --configfile config/demo.yaml --quiet rules host
	@echo
	@echo "Done. Open the report: $(CURDIR)/results/demo/report/index.html"

test: setup
	@$(BIN)/python -m pytest -m "not slow" -n $(CORES) --dist loadfile

test-whisper: checkpoints
	@UNISONO_CHECKPOINTS=$(CHECKPOINTS) OMP_NUM_THREADS=1 $(WHISPER)/bin/python -m pytest $(WITH_WEIGHTS)

test-full: setup
	@$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint --configfile config/demo.yaml

generated: setup
	$(BIN)/python -m unisono.generated

lock: setup
	$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml --group dev -o requirements/default.txt
	$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml --extra whisper --extra whisperx --group dev -o requirements/whisper.txt

clean:
	rm -rf results .snakemake
