# make test needs Debian or Ubuntu, root or sudo for the mail servers, and no more.

PYTHON ?= $(shell for one in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	command -v $$one && break; done)
VENV := .venv
BIN := $(VENV)/bin
# Each process of the tests starts mail servers of its own.
JOBS ?= 2

.PHONY: demo test check bench clean servers
.DELETE_ON_ERROR:

demo: $(VENV)/demo
	$(BIN)/mcenter demo

test: servers $(VENV)/dev
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(ARGS)

check: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/agreement || test $$? = 5 # 5: there are none.

bench: $(VENV)/dev
	$(BIN)/python benchmarks/run.py $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# Where they cannot be installed, the tests that need them say so.
servers:
	-tests/support/install-servers

# What is installed is said by an empty file, which is older than a new setup.py.
$(VENV)/demo: setup.py | $(BIN)/pip
	$(BIN)/pip install -q '.[demo]'
	touch $@

$(VENV)/dev: setup.py | $(BIN)/pip
	$(BIN)/pip install -q -e '.[dev]'
	touch $@

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo 'mcenter needs Python 3.11 or newer.' >&2; exit 1; }
	@# Debian keeps what makes virtual environments in a package of its own.
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || tests/support/install-packages \
		$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
	$(PYTHON) -m venv $(VENV)
