# Conveniences. Nothing here is needed to use Hopscope: `pip install .` and `sandbox` do too.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN  := $(VENV)/bin
RUN  := $(VENV)/.installed-run
DEV  := $(VENV)/.installed-dev
ARGS ?=

.PHONY: help chat test test-slow check check-long bench docs pictures lock clean install install-dev

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

chat: $(RUN)  ## open the terminal client on the default pack, offline (ARGS="--pack P --model M")
	@$(BIN)/sandbox $(ARGS)

test: $(DEV)  ## the whole test suite (ARGS="-k word")
	@$(BIN)/pytest -q -n auto --dist worksteal $(ARGS)

test-slow: $(DEV)  ## the tests that are too slow for every day: each measurement of the bench once
	@$(BIN)/pytest -q -n 0 -m slow $(ARGS)

check: $(DEV)  ## lint, format, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports

check-long: $(DEV)  ## 2,000 random steps in every screen, and the logs read and replayed (ARGS="-k db")
	@$(BIN)/pytest -q -n auto --dist worksteal -m long $(ARGS)

bench: $(DEV)  ## measure the figures of docs/performance.md (ARGS="--quick --against FILE")
	@$(BIN)/sandbox bench $(ARGS)

docs: $(DEV)  ## renew docs/reference from the code
	@$(BIN)/python -m tests.docs.reference

pictures: $(DEV)  ## draw docs/pictures anew: every screen at three sizes (ARGS="chat db")
	@$(BIN)/python -m tests.tui.pictures $(ARGS)

install: $(RUN)  ## the run-time environment in .venv

install-dev: $(DEV)  ## the same with the tools for test and check

# One recipe for both environments: `$(call install,LOCK)`. With uv where it is on the PATH,
# else with venv and pip. The project is built without isolation, by the backend that the lock
# pins, so that nothing unhashed is ever fetched. uv leaves bytecode to the first start (4 s against
# 13 s with it), unless Python may not write it then: every start would compile litellm again.
# Works with make 3.81, which macOS ships.
define install
	@if command -v uv >/dev/null 2>&1; then \
	    echo "Installing $(1) into $(VENV) with uv (first time: a few seconds)"; \
	    test -x $(BIN)/python || uv venv --no-project --allow-existing -q --python '>=3.11' $(VENV) || exit; \
	    uv pip install --python $(BIN)/python $${PYTHONDONTWRITEBYTECODE:+--compile-bytecode} \
	        --require-hashes -r $(1) && \
	    uv pip install --python $(BIN)/python -q --no-deps --no-build-isolation -e .; \
	else \
	    python=; for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	        if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$p; break; fi; \
	    done; \
	    test -n "$$python" || { echo "Hopscope needs Python 3.11 or later on the PATH (or uv)." >&2; exit 3; }; \
	    echo "Installing $(1) into $(VENV) with pip (first time: about half a minute; a few seconds with uv)"; \
	    $(BIN)/python -m pip --version >/dev/null 2>&1 || $$python -m venv $(VENV) || exit; \
	    $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r $(1) && \
	    $(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .; \
	fi
endef

$(RUN): requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(DEV): requirements-dev.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(RUN) $@

LOCK := uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' -q

lock:  ## renew both lock files (ARGS="--upgrade" for newer versions)
	@$(LOCK) $(ARGS) -o requirements.lock
	@$(LOCK) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove what can be made again, .venv included; sessions in .sandbox stay
	@rm -rf $(VENV) dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache snapshot_report.html
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
