# `make run` starts the product, `make test` proves it; the rest is listed by `make help`.
# All paths are relative, so that the project may lie in a folder with any name.

PYTHON ?= python3
PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-slow check bench doctor lock

help:
	@echo "make run        start the product on this machine (BATON_PORT=8000), with demo data on the first start"
	@echo "make test       the whole suite on a throw-away database (ARGS='-k word' picks tests)"
	@echo "make test-slow  the tests that take long"
	@echo "make check      style, types, layers, sizes, house rules, templates, translations"
	@echo "make bench      speed against its floors"
	@echo "make doctor     what this machine has, what it lacks, and how to mend it"
	@echo "make lock       pin the requirements anew"

run: .venv/requirements.stamp
	@$(PY) -m tools.run

test: .venv/requirements-dev.stamp
	@$(PY) -m tools.test $(ARGS)

test-slow: .venv/requirements-dev.stamp
	@$(PY) -m tools.test --slow $(ARGS)

check: .venv/requirements-dev.stamp
	@$(PY) -m tools.check

bench: .venv/requirements-dev.stamp
	@$(PY) -m tools.bench $(ARGS)

doctor: .venv/requirements.stamp
	@$(PY) -m tools.doctor

lock: .venv/requirements-dev.stamp
	@$(PY) -m tools.lock $(ARGS)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "✗ Python 3.11 or newer is needed; choose one with: make PYTHON=python3.11 run"; exit 1; }
	@echo "Making .venv (once)"
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "✗ No virtual environment can be made; on Debian: apt-get install python3-venv"; exit 1; }

.venv/requirements.stamp: requirements.txt | .venv/bin/python
	@echo "Installing the requirements (once, about a minute)"
	@$(PY) -m tools.install requirements.txt
	@touch $@

.venv/requirements-dev.stamp: requirements-dev.txt .venv/requirements.stamp
	@echo "Installing what the tests need (once)"
	@$(PY) -m tools.install requirements-dev.txt
	@touch $@
