# What there is to do: `make demo` shows it working, `make check test` is what a change must pass.
# Everything runs in .venv, which `install` makes; it needs Python 3.11 or later and a package index.

# The labelled documents that `generator`, `critic` and `bench` read.
DATA ?= ../shared/data
# Where `demo` writes.
OUT ?= out

# How many processes `test` runs, each with a thread for its models.
WORKERS ?= 2

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt

# Two threads that spin while waiting starve each other on a machine of two cores.
export OMP_WAIT_POLICY ?= PASSIVE
export TOKENIZERS_PARALLELISM ?= false

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test check generator critic bench

help: ## Show this list.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

install: .venv/.weights ## Make .venv, with the project in it and the weights of the small models at hand.

# torch first and alone: the rest then takes whichever build of it is there.
.venv/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) torch
	$(PIP) --editable '.[train,pydantic,parquet,spacy,sql,dev]'
	touch $@

.venv/.weights: .venv/.installed
	$(BIN)/ie-pipeline weights
	touch $@

demo: install ## Turn the sample contracts and resumes into records and a report (a few minutes).
	mkdir -p $(OUT)
	$(call extract,contract)
	$(call extract,resume)
	@echo 'Open $(OUT)/contracts.html and $(OUT)/resumes.html in a browser.'
	@echo 'The records are $(OUT)/contracts.jsonl and $(OUT)/resumes.jsonl, one a line.'

# Status 3 says that some records need a person's eyes, which is no failure of the demonstration.
define extract
$(BIN)/ie-pipeline extract data/samples/$(1)s --schema $(1) --fresh \
	-o $(OUT)/$(1)s.jsonl --html $(OUT)/$(1)s.html || test $$? -eq 3
endef

test: install ## Run the tests, those with the embedded models among them.
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile

check: .venv/.installed ## Lint, format, type-check, and see that imports run one way.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

generator: install ## Retrain the embedded generator's adapter from DATA.
	$(BIN)/python scripts/train_generator.py $(DATA)

critic: install ## Retrain the critic from DATA (minutes on a GPU, most of a day on two cores; with OPTIONS=--short less).
	$(BIN)/python scripts/train_critic.py $(DATA) $(OPTIONS)

bench: install ## Measure what the README reports, on the test splits in DATA.
	$(BIN)/python scripts/benchmark.py $(DATA)
