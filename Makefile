# The commands of the house. `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INSTALL := $(BIN)/python -m pip install --quiet --editable . --config-settings=cmake.define.NBMIXED_TEST_PROGRAMS=ON

.PHONY: help setup build demo test test-all calibrate lint lab bench clean

help:
	@echo "make setup     virtual environment, programs, package (everything else needs only this)"
	@echo "make demo      run notebooks/quickstart.ipynb, write build/quickstart.html, print a summary"
	@echo "make test      the tests"
	@echo "make test-all  the tests with the slow ones: wheel, calibration"
	@echo "make calibrate are posteriors right? recovery, rank statistics, weights -> bench/CALIBRATION.md"
	@echo "make lint      ruff, mypy, import order"
	@echo "make build     rebuild the Stan programs that changed"
	@echo "make lab       JupyterLab on the notebooks"
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
	$(BIN)/nbmixed render notebooks/quickstart.ipynb --output build/quickstart.html
	$(BIN)/python -m nbmixed.report.demo

test: setup
	$(BIN)/python -m pytest

test-all: setup
	$(BIN)/python -m pytest -m "slow or not slow"

calibrate: setup
	$(BIN)/python -m tests.calibration

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: setup
	$(BIN)/jupyter lab notebooks

bench: setup
	$(BIN)/python -m bench

clean:
	rm -rf build dist nbmixed/_programs $(READY)
