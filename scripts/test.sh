#!/usr/bin/env bash
# Runs every check: format, vet, staticcheck, and the tests with the race
# detector.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "format"
unformatted=$(git ls-files '*.go' | xargs go tool gofumpt -l)
if [ -n "$unformatted" ]; then
	echo "These files are not formatted; run 'make format':"
	echo "$unformatted"
	exit 1
fi

step "go mod tidy changes nothing"
go mod tidy -diff

step "vet and staticcheck"
go vet ./...
go tool staticcheck ./...

step "build"
go build -o doorstep .

step "tests"
# Where apt has just installed the programs that results are compared with, a
# test that finds none of them must not look like a passed one.
if command -v apt-get >/dev/null; then export DOORSTEP_PROGRAMS=required; fi
go test -race -timeout 40m -skip RealWindow "$@" ./...

# The program under test is the plain build, and so is its driver: unlocking the
# project at every look would take the race detector minutes.
step "the real window"
scripts/on-display.sh go test -timeout 20m -count=1 -run RealWindow ./app
