# demo and test are the two commands of README.md; all work from a fresh clone, and again.
.PHONY: demo test lint bench docs peers fuzz

demo:
	python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/jacli show

test:
	python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && .venv/bin/python -m pytest -q -n auto

lint: .venv/dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

bench: .venv/dev
	.venv/bin/python -m benchmarks.run

# Random command lines, other ones at every run, for SECONDS by each fuzzer; then random programs at awkward points,
# whose numbers are compared with differences in many digits. SEED=n repeats a run.
SECONDS = 60
fuzz: .venv/dev
	.venv/bin/pip install -q -e ".[fuzz]"
	.venv/bin/python -m fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

# Compare with PyTorch, JAX and CasADi, which are large (about 2 GB installed) and needed for nothing else.
peers: .venv/dev
	.venv/bin/pip install -q torch==2.13.0 jax casadi
	.venv/bin/python -m pytest -q peers

# Refill the outputs of all examples in README.md and docs/, and write docs/functions.md.
docs: .venv/dev
	.venv/bin/python docs/regenerate.py

.venv/dev: pyproject.toml
	python3 -m venv .venv && .venv/bin/pip install -q -e ".[dev]" && touch $@
