# Two commands do everything: `make run` and `make test`.

PYTHON ?= python3
PORT ?= 8501
PHUENTHI_UPSTREAM ?= ../shared/data/upstream
export PHUENTHI_UPSTREAM

VENV := .venv
BIN := $(VENV)/bin
STARTER_INPUTS := $(VENV)/starter-inputs
# rooms that are type-checked, each as soon as it stands
TYPED := $(wildcard geo scoring store export)

.PHONY: run test check bench lock starter clean

run: $(VENV)/.installed
	@if [ -d "$(PHUENTHI_UPSTREAM)" ]; then \
	  $(BIN)/phuenthi data pull --from "$(PHUENTHI_UPSTREAM)" --or-starter; \
	else \
	  $(BIN)/phuenthi data pull --or-starter; \
	fi
	@$(BIN)/phuenthi data build --if-needed
	@$(BIN)/phuenthi serve --port $(PORT)

test: $(VENV)/.installed-test check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks

# Exact versions for every system and Python that pyproject.toml admits, with hashes and without
# addresses.
lock: $(VENV)/.installed-test
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --python-version 3.11 --extra build -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --python-version 3.11 --extra build --extra test \
	  -c requirements.lock -o requirements-test.lock

# The areas that ship with the project, made again from packages alone.
starter: $(VENV)/.installed-test
	$(BIN)/python data/starter/build.py --inputs $(STARTER_INPUTS)

clean:
	rm -rf $(VENV) static artefacts

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Phuenthi needs Python 3.11 or newer; name one with `make PYTHON=python3.12 …`.")'
	@# a venv that failed half-way (no python3-venv) must not look like one that is there
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Debian needs: apt install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: requirements-test.lock data/starter/requirements.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	$(BIN)/python data/starter/build.py --fetch-only --inputs $(STARTER_INPUTS)
	$(BIN)/python tests/browser/chromium.py
	@touch $@
