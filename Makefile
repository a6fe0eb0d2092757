# Dateline. `make run` serves the chat page, `make test` runs the tests; both set everything up.
# Every command works without a key, and after set-up without a network.

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
PACKAGES := rag vectorstore chat serving evals app.py
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --no-deps

WARM := chromadb, fastapi, gradio, numpy, onnxruntime, openai, tantivy, tiktoken, tokenizers, tqdm, uvicorn

.PHONY: help setup run ask test check format eval bench constraints clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

setup: $(STAMPS)/setup ## a virtual environment in .venv with everything the product needs

run: setup ## the chat page on http://127.0.0.1:7860
	@$(BIN)/python app.py

ask: setup ## one question: make ask Q="What did Lavrov deny?"
	@test -n "$$Q" || { echo 'usage: make ask Q="What did Lavrov deny?"' >&2; exit 2; }
	@$(BIN)/dateline ask -- "$$Q"

test: $(STAMPS)/dev ## the tests, without a network
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(STAMPS)/dev ## format, lint, strict types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy --strict $(PACKAGES)

format: $(STAMPS)/dev ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

eval: setup ## the eval suite of the seed articles; the report goes to reports/
	@$(BIN)/dateline eval evals/seeds.jsonl --out reports/seeds

bench: setup ## a cold question beside the imports it cannot do without
	@$(BIN)/python -m evals.bench

constraints: ## pin the dependencies anew, with hashes (needs uv)
	uv pip compile pyproject.toml --extra build $(COMPILE) -o constraints.txt
	uv pip compile pyproject.toml --extra build --extra dev $(COMPILE) -o constraints-dev.txt

clean: ## remove the environment and what tools left; never the index
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

COMPILE := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--overrides constraints-overrides.txt

# A variable given to make reaches the recipe through the environment, so that no shell reads it as code.
export Q

$(STAMPS)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'Dateline needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo 'the venv module is missing; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: constraints.txt $(STAMPS)/python
	@echo 'Installing what Dateline needs into .venv (a few minutes, once) …' >&2
	@$(PIP_INSTALL) --require-hashes -r constraints.txt
	@touch $@

$(STAMPS)/setup: pyproject.toml $(STAMPS)/runtime
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@# Bytecode of what is imported, and of nothing else: a first question then starts as fast as the second.
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import $(WARM)' 2>/dev/null || true
	@touch $@

$(STAMPS)/dev: constraints-dev.txt $(STAMPS)/setup
	@echo 'Installing what the tests need into .venv …' >&2
	@$(PIP_INSTALL) --require-hashes -r constraints-dev.txt
	@touch $@
