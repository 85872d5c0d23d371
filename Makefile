# Everything a developer does here. `make` alone prints the targets.
# Needed beforehand: make and Python 3.13. The rest is installed into .venv, .venv-sam and .venv-checkov, inside this
# folder.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Looked for only when an environment has to be made: the first of these that runs and is 3.13.
PYTHON = $(shell for name in python3.13 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null && echo $$name && break; done)

BIN := .venv/bin
DEV := .venv/installed.stamp
SAM := .venv-sam/installed.stamp
CHECKOV := .venv-checkov/installed.stamp
INSTALL := -m pip install --disable-pip-version-check --no-input
CHECKED := functions layers local ops docgen benchmarks tests

export SAM_CLI_TELEMETRY := 0
export CKV_SKIP_PACKAGE_UPDATE_CHECK := true
# Zone rules come from the pinned tzdata package alone, as in the Lambdas.
export PYTHONTZPATH :=

.PHONY: help dev seed token audit backfill unit test prove lint lint-code lint-template format build docs cost clean bench redrive

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

dev: $(DEV) $(SAM) ## Run the whole service on this machine until Ctrl-C. PORT=, PERSIST=1, SEED=0, CORS=, BIND=: docs/local.md
	@exec $(BIN)/python -m local

seed: $(DEV) ## Make the sample business on a running stack; make dev does it too. PORT= names a stack
	@$(BIN)/python -m ops.seed

token: $(DEV) ## Print a token for the stack of make dev. ROLE=admin, desk, provider or customer; SUBJECT=, HOURS=8
	@$(BIN)/python -m local.token

unit: $(DEV) ## Test the rules, the use cases and the functions in this process: no build, no emulator; seconds
	@$(BIN)/python -m pytest tests/unit tests/functional -m "not ministack and not slow" --numprocesses 2 $(ARGS)

test: $(DEV) $(SAM) $(CHECKOV) ## Check everything: lint, build, then all tests with the coverage of layers/booking
	@$(MAKE) -j 2 lint-code lint-template build
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadgroup --cov --cov-report=term $(ARGS)

audit: $(DEV) ## Check that appointments and claims agree, on the stack of make dev or TABLE_NAME=. REPAIR=1 deletes orphans; HISTORY=0
	@$(BIN)/python -m ops.audit

backfill: $(DEV) ## Write the histories and cards of customers that are missing, on the stack of make dev or TABLE_NAME=. HISTORY=0, CARDS=0
	@$(BIN)/python -m ops.backfill

prove: $(DEV) $(SAM) ## Prove the promise at length; SECONDS=720 scales it, ENDPOINT=url on any DynamoDB, AWS=1 in your account
	@$(BIN)/python -m tests.proofs $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ENDPOINT),--endpoint '$(ENDPOINT)') $(if $(filter 1,$(AWS)),--aws)

lint: $(DEV) $(SAM) $(CHECKOV) ## Check style, types and the template
	@$(MAKE) -j 2 lint-code lint-template

# Its two halves run side by side; `make test` builds beside them, too.
lint-code: $(DEV)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy --strict $(CHECKED)

lint-template: $(SAM) $(CHECKOV)
	@env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_PROFILE .venv-sam/bin/sam validate --lint --region us-east-1
	@env -u BC_API_KEY .venv-checkov/bin/checkov --config-file .checkov.yaml

format: $(DEV) ## Apply ruff's automatic fixes
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

build: $(DEV) $(SAM) ## Build the template for this machine into .local/build, if a source changed
	@exec $(BIN)/python -m local build

docs: $(DEV) ## Write the generated documents: OpenAPI, event schemas, examples, sample events
	@exec $(BIN)/python -m docgen

cost: $(DEV) ## Count what a million bookings cost and write docs/cost.md; after make bench, whose times it uses
	@$(BIN)/python -m docgen.cost_page

bench: $(DEV) $(SAM) .venv-bench/installed.stamp ## Measure costs and write docs/benchmarks.json and .md; SECTIONS="warm cold openings capacity rules desk growth racing" chooses
	@$(BIN)/python -m benchmarks $(SECTIONS)

redrive: $(DEV) ## Send dead letters to publish_events again, on the stack of make dev or STACK=
	@$(BIN)/python -m ops.redrive $(STACK)

clean: ## Remove environments, builds, caches and the data kept by PERSIST=1
	rm -rf .venv .venv-sam .venv-checkov .venv-bench .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

$(DEV): layers/dependencies/requirements.txt requirements-dev.txt layers/booking/pyproject.toml
	@$(call make_environment,.venv)
	@$(call install,.venv,what the functions use,-r layers/dependencies/requirements.txt)
	@$(call install,.venv,what the tests and tools use,-r requirements-dev.txt -e layers/booking)
	@touch $@

$(SAM): requirements-sam.txt
	@$(call make_environment,.venv-sam)
	@$(call install,.venv-sam,AWS SAM CLI,-r requirements-sam.txt)
	@touch $@

$(CHECKOV): requirements-checkov.txt
	@$(call make_environment,.venv-checkov)
	@$(call install,.venv-checkov,checkov,-r requirements-checkov.txt)
	@touch $@

# What the benchmarks compare with; nothing else needs it. The typical stack has a folder of its own, compiled like the
# layers: it shares their versions, not the reference's.
.venv-bench/installed.stamp: benchmarks/requirements.txt benchmarks/typical_stack/requirements.txt \
		layers/dependencies/requirements.txt
	@$(call make_environment,.venv-bench)
	@echo "Installing what the benchmarks compare with into .venv-bench ..."
	@.venv-bench/bin/python $(INSTALL) -r benchmarks/requirements.txt
	@rm -rf .venv-bench/typical_stack
	@.venv-bench/bin/python $(INSTALL) --no-compile --target .venv-bench/typical_stack -r layers/dependencies/requirements.txt
	@.venv-bench/bin/python $(INSTALL) --no-compile --target .venv-bench/typical_stack --no-deps -r benchmarks/typical_stack/requirements.txt
	@.venv-bench/bin/python -m compileall -q --invalidation-mode unchecked-hash .venv-bench/typical_stack
	@touch $@

# $(1): folder of the environment. One made by another Python is replaced.
define make_environment
test -x $(1)/bin/pip && $(1)/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null || { \
	found='$(PYTHON)'; \
	test -n "$$found" || { echo "Python 3.13 is needed, as python3.13, python3 or python on PATH." >&2; exit 1; }; \
	$$found -m venv --clear $(1) || { \
		echo "'$$found -m venv' failed: on Debian and Ubuntu it needs the package python3.13-venv." >&2; exit 1; }; \
}
endef

# $(1): folder of the environment; $(2): what is installed, in words; $(3): pip's arguments.
# pip's output goes to a log, whose end is shown if it fails. To standard error: `make token` is read by programs.
define install
	mkdir -p .local && log=.local/install$(1).log && began=$$(date +%s) && \
	{ printf '%s' "Installing $(2) into $(1) (about a minute) ... " && \
	if $(1)/bin/python $(INSTALL) $(3) >$$log 2>&1; then echo "$$(( $$(date +%s) - began )) s"; else \
		echo "failed. The whole output is in $$log:"; tail -n 30 $$log; exit 1; fi; } >&2
endef
