# Doorstep. "make run" opens the app, "make test" runs every check; each first
# installs what this machine lacks.
.PHONY: screens run build setup test test-setup soak bench format clean

run: build
	@scripts/run.sh

# TAGS=accessibility builds what speaks to a screen reader, as packages for
# Windows and macOS are built; on Linux it changes nothing yet.
TAGS ?=
build: setup
	go build -tags '$(TAGS)' -o doorstep .

setup:
	@scripts/setup.sh build

test: test-setup
	@scripts/test.sh

test-setup:
	@scripts/setup.sh test

# Benchmarks of every room, and a table of them with their goals at the end.
# BENCH names some of them: make bench BENCH=Append
BENCH ?= .
bench: test-setup
	@{ go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./survey/... ./export/... ./app/view ./app/viewmodel; \
	scripts/on-display.sh go test -run '^$$' -bench '$(BENCH)' -benchtime 1x -timeout 20m ./app; } | go run ./scripts/bench

# The long form of tests whose worth grows with their length: a program killed
# again and again while it answers, packs and merges; twenty laptops with 2,000
# responses each; random laptops, packs and losses; 200 random questionnaires of
# 200 responses found again in their workbooks. ROUNDS says how often.
ROUNDS ?= 500
soak: test-setup
	DOORSTEP_KILL_ROUNDS=$(ROUNDS) go test -count=1 -v -timeout 4h -run 'Killed|Fails|FullDisk|Canary' ./survey/store/
	DOORSTEP_LAPTOPS=20 DOORSTEP_RESPONSES=2000 go test -count=1 -v -timeout 1h -run 'Rehearsal' ./survey/exchange/
	go test -count=1 -timeout 2h -run 'Order|Acknowledged|Undo' ./survey/exchange/ -rapid.checks=$(ROUNDS)
	DOORSTEP_FORMS=200 DOORSTEP_RESPONSES=200 go test -count=1 -v -timeout 2h -run 'RandomForms' ./export/workbook/

# Pictures of the real window for the documents.
screens: test-setup
	LOOKS='$(LOOKS)' scripts/screens.sh

format:
	go tool gofumpt -w .

clean:
	rm -rf doorstep doorstep.exe build
