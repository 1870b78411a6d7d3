# Seatwright. `make help` lists the targets. Everything built goes to dist/, which git ignores.

ARCH ?= arm64
PORT ?= 8080
# LOOPBACK=1 builds for a LocalStack on this machine: shops and their programs are on it too. Nothing else may be built so.
ifneq ($(and $(LOOPBACK),$(filter deploy synth diff,$(MAKECMDGOALS))),)
$(error LOOPBACK is for a LocalStack on this machine)
endif
COMMA := ,
FLAGS := -trimpath -tags lambda.norpc$(if $(LOOPBACK),$(COMMA)loopback) -ldflags '-s -w'
FUNCTIONS := $(notdir $(patsubst %/,%,$(dir $(wildcard functions/*/main.go))))
HOST := $(shell go env GOARCH)
LINT := go tool -modfile=.golangci-lint.mod golangci-lint

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## the whole system in one process, with nothing but Go; PORT=8080
	go run ./localstack/run -port $(PORT)

.PHONY: check
check: ## the fast loop: Go only, a hundred cases a property
	go vet ./functions/... ./shared/... ./events/... ./localstack/...
	go test -race -short ./functions/... ./shared/... ./events/... ./localstack/...

.PHONY: test
test: ## everything, on LocalStack too; installs what it needs into the user's cache
	./.ci/test

.PHONY: build
build: $(addprefix dist/$(ARCH)/,$(addsuffix /bootstrap,$(FUNCTIONS))) ## the functions' binaries; ARCH=arm64 or amd64

dist/$(ARCH)/%/bootstrap: FORCE
	@GOOS=linux GOARCH=$(ARCH) CGO_ENABLED=0 go build $(FLAGS) -o $@ ./functions/$*

.PHONY: FORCE
FORCE:

.PHONY: gen
gen: ## generate the contract's types
	go generate ./shared/api

.PHONY: synth
synth: build ## the stack's template, into cdk.out
	go run ./localstack/start/cmd cdk synth --quiet -c arch=$(ARCH)

.PHONY: diff
diff: build ## what a deployment would change on AWS
	go run ./localstack/start/cmd cdk diff -c arch=$(ARCH)

.PHONY: deploy
deploy: build ## deploy to AWS, with the credentials and region of the environment; the first time ISSUER=https://... AUDIENCE=...
	go run ./localstack/start/cmd cdk deploy -c arch=$(ARCH) $(if $(ISSUER),--parameters 'OidcIssuer=$(ISSUER)') $(if $(AUDIENCE),--parameters 'OidcAudience=$(AUDIENCE)')

.PHONY: local
local: ## a LocalStack with the stack deployed, for playing
	$(MAKE) build ARCH=$(HOST) LOOPBACK=1
	go run ./localstack/up

.PHONY: seed
seed: ## write partners, connections and secrets; FILE=seed.json
	go run ./localstack/seed $(FILE)

.PHONY: doctor
doctor: ## look whether a partner's work has all it needs; PARTNER=, JSON=1, URL=https://... and TOKEN in the environment; without URL the sample in one process
	@go build -o dist/operate ./localstack/operate
	@dist/operate doctor -partner '$(or $(PARTNER),sample)' $(if $(URL),-url '$(URL)') $(if $(JSON),-json)

.PHONY: import-token
import-token: ## make a refresh token that you have already a partner's sign-in; PARTNER=, FILE= or standard input
	@go run ./localstack/operate import -partner '$(PARTNER)' $(FILE)

.PHONY: audit-verify
audit-verify: ## look whether a record of the audit was removed or altered; FROM=2026-11-21; without SEATWRIGHT_TABLE and SEATWRIGHT_AUDIT_BUCKET the sample in one process
	@go build -o dist/operate ./localstack/operate
	@dist/operate audit-verify $(if $(FROM),-from '$(FROM)')

.PHONY: audit-erase
audit-erase: ## remove the data of people beside the records of a chain; CHAIN=order/ord_...
	@go run ./localstack/operate audit-erase -chain '$(CHAIN)'

.PHONY: webhook
webhook: ## send a signed sample to a running system; PLATFORM=shopify, NEW=1 for an order that was not there before, URL=, CONNECTION=, FILE=, TOPIC=, and SECRET in the environment
	@go run ./localstack/operate webhook -platform '$(PLATFORM)' -url '$(or $(URL),http://localhost:$(PORT))' -connection '$(CONNECTION)' -file '$(FILE)' -topic '$(TOPIC)' $(if $(NEW),-new)

.PHONY: histories
histories: ## a million random histories of licences, an hour or so; HISTORIES=1000000
	go test ./localstack/local -run TestNoHistoryOfLicencesBreaksARule -histories $(or $(HISTORIES),1000000) -timeout 12h -v

.PHONY: fuzz
fuzz: ## each fuzz target for a while, FOR=1m; what it finds out is kept under testdata/fuzz. ONLY=shared/stripe
	@grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' $(or $(ONLY),shared localstack) | sed -E 's|/[^/]*:func | |' | sort | while read -r folder target; do \
		echo "== $$folder $$target"; \
		go test "./$$folder" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(or $(FOR),1m) -fuzzminimizetime 1s -args -test.fuzzcachedir="$(CURDIR)/$$folder/testdata/fuzz" </dev/null || exit 1; \
	done

.PHONY: bench
bench: ## figures, as ratios in one run
	$(MAKE) build ARCH=$(HOST)
	$(MAKE) build ARCH=arm64
	go run ./localstack/bench

.PHONY: sizes
sizes: build ## sizes of the functions' binaries, plain and zipped
	@for f in $(FUNCTIONS); do printf '%-8s %9d bytes, zipped %9d\n' $$f $$(wc -c < dist/$(ARCH)/$$f/bootstrap) $$(gzip -9c dist/$(ARCH)/$$f/bootstrap | wc -c); done

.PHONY: counts
counts: ## lengths of functions and files, and other counts of the tree
	@go run ./.ci/count

.PHONY: fmt
fmt: ## format
	$(LINT) fmt

.PHONY: lint
lint: ## lint the code and the contract, and look for known vulnerabilities
	$(LINT) run
	go run ./localstack/start/cmd openapi lint --config shared/api/redocly.yaml
	go tool govulncheck ./functions/... ./shared/...
