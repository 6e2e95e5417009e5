# make test needs Debian or Ubuntu, root or sudo for the mail servers, and no more.

# Another Python than the newest: make PYTHON=python3.11 test
export PYTHON
VENV := .venv
BIN := $(VENV)/bin
# Each process of the tests starts mail servers of its own. Those with few and slow tests
# are not left for the end, when they would have nobody beside them.
JOBS ?= 3
FUZZ_SECONDS ?= 60

.PHONY: demo test check bench score day fuzz large messages threats pictures clean servers
.DELETE_ON_ERROR:

demo: $(VENV)/demo
	$(BIN)/mcenter demo

test: servers $(VENV)/dev
	$(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/agreement

bench: $(VENV)/dev
	$(BIN)/python benchmarks/run.py $(ARGS)

# How well mail is read; MCENTER_CORPUS names a folder of more mail than tests/corpus.
score: $(VENV)/dev
	$(BIN)/python benchmarks/score.py $(ARGS)

# A day of 10,000 mails of all kinds on a real IMAP server; some ten minutes.
day: $(VENV)/dev
	$(BIN)/python -m benchmarks.day.run $(ARGS)

# The reader of mail, on one core; FUZZ_SECONDS=3600 for an hour.
fuzz: $(VENV)/fuzz
	$(BIN)/python tests/fuzz/run.py --seconds $(FUZZ_SECONDS) $(ARGS)

# Every mail of 25 MB that there is; make test reads half of them.
large: $(VENV)/dev
	LARGE=all $(BIN)/pytest -q tests/faults/test_large.py $(ARGS)

# What we say, from the source into the catalogues; names what is to be translated.
messages: $(VENV)/dev
	$(BIN)/python -m tests.support.catalogues

# The floods of docs/threats.md, the faults of SMTP and the sweep for what is private, in
# full size; make test takes a part of each.
THREATS := tests/threats tests/faults/test_smtp_faults.py \
	tests/unit/test_privacy_sweep.py tests/integration/test_privacy.py
threats: servers $(VENV)/dev
	THREATS=all $(BIN)/pytest -q --timeout 3600 $(THREATS) $(ARGS)

# The pictures of docs/mail.md, in Chromium.
pictures: $(VENV)/dev
	$(BIN)/python benchmarks/pictures.py $(ARGS)

clean:
	rm -rf $(VENV) .servers build dist *.egg-info .*_cache .hypothesis
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

$(VENV)/fuzz: $(VENV)/dev
	$(BIN)/pip install -q -e '.[fuzz]'
	touch $@

$(BIN)/pip:
	tests/support/make-venv $(VENV)
