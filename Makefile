# Órdenes de Legajo. `make` sin nada las lista. Solo hacen falta make y Python 3.11 o posterior con venv.

PORT ?= 8000
VENV ?= .venv
VENV6 ?= .venv-django6
PYTEST_ARGS ?=
BENCH_ARGS ?=
WITHOUT_SERVERS := not postgresql and not browser and not verapdf and not dss and not eark and not pkcs11 and not elasticsearch

BIN := $(VENV)/bin
TEST := $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal
MANAGE := $(BIN)/python manage.py
# What each of two jobs prints stays together, where make knows how (4.0 or later).
WHOLE := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# Bytecode is kept: without it every command compiles thousands of modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test test-django6 test-services prove conformance bench messages lock clean \
	lint lint-style lint-types lint-layers lint-migrations lint-catalogues

help: ## Muestra esta lista
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.runtime ## Prepara el entorno en .venv con las versiones fijadas

run: export PORT := $(PORT)
run: install ## Sirve el sitio en 127.0.0.1 (PORT=8000), con la entidad de ejemplo si no hay datos
	@exec $(MANAGE) serve --port $(PORT)

test: $(VENV)/.dev ## Corre todas las pruebas que no necesitan servidores
	@$(TEST) -m "$(WITHOUT_SERVERS)" $(PYTEST_ARGS)

test-django6: $(VENV6)/.dev ## Corre con Django 6 (Python 3.12 o posterior) las que le preguntan algo a Django
	@$(VENV6)/bin/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal \
		-p no:cacheprovider -m "$(WITHOUT_SERVERS)" --framework-only --ignore tests/proofs $(PYTEST_ARGS)

test-services: $(VENV)/.dev ## Instala y arranca PostgreSQL, Elasticsearch, Chromium, veraPDF, DSS, eark-validator y SoftHSM, y corre con ellos lo que les pregunta algo
	@deploy/testing/run $(BIN)/python

prove: $(VENV)/.dev ## Corre las pruebas largas en su tamaño completo y escribe docs/promises.md (cerca de una hora)
	@deploy/testing/prove $(BIN)/python

conformance: $(VENV)/.dev ## Escribe docs/conformance.md con los requisitos que demuestran las pruebas
	@$(BIN)/python -m tests.conformance

lint: $(VENV)/.dev ## Revisa estilo, tipos, capas, migraciones y traducciones
	@$(MAKE) --no-print-directory --keep-going --jobs 2 $(WHOLE) \
		lint-types lint-style lint-layers lint-migrations lint-catalogues

lint-style:
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check .

lint-types:
	$(BIN)/mypy records retention search site

lint-layers:
	PYTHONPATH=site $(BIN)/lint-imports

lint-migrations:
	LEGAJO_ENV=test DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

lint-catalogues:
	$(BIN)/python -m pytest -q -p no:randomly tests/test_catalogues.py

bench: $(VENV)/.dev ## Mide lo que más tarda: tabla, y JSON en var/bench.json (BENCH_ARGS="--help")
	@$(BIN)/python -m tests.benchmarks --output var/bench.json $(BENCH_ARGS)

messages: $(VENV)/.dev ## Recoge los textos por traducir y compila los catálogos (necesita gettext)
	LEGAJO_ENV=test $(MANAGE) makemessages --locale es --no-location --no-wrap --no-obsolete \
		--ignore tests --ignore docs --ignore 'deploy/*' --ignore 'var/*' --ignore '.venv*'
	LEGAJO_ENV=test $(MANAGE) compilemessages --locale es --ignore '.venv*'

lock: $(VENV)/.dev ## Vuelve a fijar las versiones de requirements/
	bash -c '$(LOCK) --python-version 3.11 -c <(echo "django<6") pyproject.toml -o requirements/runtime.txt'
	$(LOCK) --python-version 3.11 -c requirements/runtime.txt --extra pkcs11 pyproject.toml \
		-o requirements/pkcs11.txt
	$(LOCK) --python-version 3.11 -c requirements/runtime.txt --extra pkcs11 --group pyproject.toml:dev \
		pyproject.toml -o requirements/dev.txt
	bash -c '$(LOCK) --python-version 3.12 -c <(echo "django>=6,<6.1") --extra pkcs11 \
		--group pyproject.toml:dev pyproject.toml -o requirements/dev-django6.txt'
LOCK = $(BIN)/uv pip compile -q --universal --generate-hashes --no-header

clean: ## Borra los entornos y lo que se genera, nunca los datos (var)
	rm -rf $(VENV) $(VENV6) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.runtime: requirements/runtime.txt deploy/environment
	@deploy/environment $(VENV) requirements/runtime.txt 3.11
	@touch $@

$(VENV)/.dev: requirements/dev.txt deploy/environment
	@deploy/environment $(VENV) requirements/dev.txt 3.11
	@touch $@ $(VENV)/.runtime

$(VENV6)/.dev: requirements/dev-django6.txt deploy/environment
	@deploy/environment $(VENV6) requirements/dev-django6.txt 3.12
	@touch $@
