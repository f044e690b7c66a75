# The commands of the house. `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --editable . --config-settings=cmake.define.NBMIXED_TEST_PROGRAMS=ON

.PHONY: help setup build demo test test-all test-browser notebooks docs calibrate mutants faults lint lab labextension bench clean

help:
	@echo "make setup     virtual environment, programs, package (everything else needs only this)"
	@echo "make demo      run notebooks/quickstart.ipynb, write build/quickstart.html, print a summary"
	@echo "make test      the tests"
	@echo "make test-all  the tests with the slow ones: wheel, calibration"
	@echo "make test-browser  the builder and cells in JupyterLab, in a headless Chromium"
	@echo "make notebooks every notebook from a clean kernel, as pages in build/notebooks"
	@echo "make docs      the documentation site, in build/site"
	@echo "make calibrate are posteriors right? recovery, rank statistics, weights -> bench/CALIBRATION.md"
	@echo "make mutants   do the tests notice faults? one-line faults, planted one at a time -> bench/MUTANTS.md"
	@echo "make faults    what happens when processes, files and machines fail? -> docs/guide/faults.md"
	@echo "make lint      ruff, mypy, import order"
	@echo "make build     rebuild the Stan programs that changed"
	@echo "make lab       JupyterLab on the notebooks"
	@echo "make labextension  build the JupyterLab extension anew (needs Node)"
	@echo "make bench     speed against bambi, and against rstanarm and lme4 where R is there"

setup: $(READY)

$(READY): pyproject.toml CMakeLists.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(INSTALL) --group dev
	touch $(READY)

build: setup
	$(INSTALL) --no-deps

demo: setup
	$(BIN)/nbmixed report notebooks/quickstart.ipynb --output build/quickstart.html
	$(BIN)/python -m nbmixed.report.demo

test: setup
	$(BIN)/python -m pytest

test-all: setup
	$(BIN)/python -m pytest -m "slow or not slow"

test-browser: setup
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest tests/browser -m browser

notebooks: setup
	set -e; for each in notebooks/*.ipynb; do \
		$(BIN)/nbmixed report $$each --output build/notebooks/$$(basename $$each .ipynb).html --cache never; \
	done

docs: setup
	$(BIN)/python -m pip install --quiet --group docs
	rm -rf build/docs && mkdir -p build/docs && cp -R docs/. notebooks build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

calibrate: setup
	$(BIN)/python -m tests.calibration

mutants: setup
	$(BIN)/python -m pip install --quiet --group mutants
	$(BIN)/python -m tests.mutants

faults: setup
	$(BIN)/python -W ignore -m tests.faults

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: setup
	$(BIN)/jupyter lab notebooks

labextension: setup
	cd labextension && npm ci --no-audit --no-fund && \
	JUPYTERLAB_STAGING="$$(../$(BIN)/python -c 'import jupyterlab, os; print(os.path.dirname(jupyterlab.__file__))')/staging" \
	npm run build

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf build dist nbmixed/_programs $(READY)
