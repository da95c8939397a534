# Slipway. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
comma := ,
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/slipway

# A JDK 25: $JAVA_HOME if it is one, else where distributions put it.
JDK := $(shell for home in "$$JAVA_HOME" /usr/lib/jvm/*25* /opt/*jdk*25* "$$HOME"/.sdkman/candidates/java/25*; do \
  [ -x "$$home/bin/javac" ] && "$$home/bin/javac" -version 2>&1 | grep -q '^javac 25' && echo "$$home" && break; done)
export JAVA_HOME := $(JDK)
# Maven's own libraries would fill the console with warnings.
export MAVEN_OPTS := --sun-misc-unsafe-memory-access=allow $(MAVEN_OPTS)
MVN := mvn --batch-mode --no-transfer-progress

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 24

.PHONY: tools
tools:
	@[ -n "$(JDK)" ] || { echo "Slipway builds with JDK 25, and none was found: install one (for example Temurin 25) and set JAVA_HOME to it." >&2; exit 1; }
	@config/tools

.PHONY: build
build: tools ## compile and package operator, runner and agent
	@$(MVN) -q -DskipTests package

.PHONY: format
format: tools ## format the sources
	@$(MVN) -q spotless:apply

.PHONY: unit
unit: tools ## the tests that need no cluster
	@$(MVN) test

# Three nodes, for the test in which one of them loses its power.
.PHONY: test
test: export NODES = 3
test: tools cluster ## all tests, on clusters that it brings up itself
	@config/cluster/binaries control-plane
	@config/cluster/binaries helm versitygw fake-gcs-server
	@config/cluster/azurite
	@$(MVN) package
	@config/images/build
	@$(MVN) failsafe:integration-test failsafe:verify

.PHONY: explain
explain: build ## FILE=dataset.yaml: what a Dataset would do, without doing it; COLUMNS="id integer, fare number" compiles it, OUTPUT=json
	@[ -n "$(FILE)" ] || { echo 'FILE is missing: make explain FILE=dataset.yaml' >&2; exit 2; }
	@config/explain "$(FILE)" --columns "$(COLUMNS)" --output "$(or $(OUTPUT),text)"

.PHONY: images
images: build cluster ## build the images and load them into the test cluster
	@config/images/build

.PHONY: demo
demo: tools ## a model through its whole life: flights out of New York, on a real cluster
	@config/samples/flights/demo

.PHONY: bench
bench: bench-operator bench-training bench-dataset bench-search ## all benchmarks

.PHONY: bench-operator
bench-operator: build ## start and memory of an operator with little to do
	@config/bench/operator OperatorBench

SIZES := 1000,5000
REPORTING := 1000

.PHONY: bench-training
bench-training: build ## 1,000 and 5,000 TrainingJobs beside plain Jobs; SIZES=100,500 REPORTING=100 tries it with fewer
	@SLIPWAY_CONTROL_PLANE_LIMITS=default config/bench/operator TrainingBench -Dbench.sizes=$(firstword $(subst $(comma), ,$(SIZES)))
	@config/bench/operator TrainingBench -Dbench.sizes=$(SIZES) -Dbench.reporting=$(REPORTING)

.PHONY: bench-dataset
bench-dataset: build ## 1.35 GB of CSV prepared in 1 GiB of memory, beside DuckDB, Polars and pandas by hand
	@$(MVN) -q test-compile
	@config/bench/dataset

.PHONY: bench-search
bench-search: build ## what a search's TPE finds in standard functions, beside Optuna's and chance
	@$(MVN) -q test-compile
	@config/bench/search

.PHONY: clean
clean: ## remove what was built here; caches stay
	@rm -rf target

-include config/cluster/cluster.mk
