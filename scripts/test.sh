#!/usr/bin/env bash
# Runs every check: format, vet, staticcheck, and the tests with the race
# detector. Where there is no display it starts one of its own for the
# real-window tests, and stops it at the end.
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

if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}" ]; then
	step "starting a display for the real-window tests"
	exec 3< <(exec Xvfb -displayfd 1 -screen 0 1366x768x24 -nolisten tcp 2>/dev/null)
	xvfb=$!
	read -r -u 3 -t 30 number
	export DISPLAY=":$number"
	openbox >/dev/null 2>&1 &
	openbox=$!
	trap 'kill $openbox $xvfb 2>/dev/null || true' EXIT
	echo "display $DISPLAY"
fi

# A skipped real-window test must not look like a passed one.
[ "$(uname)" = Linux ] && export DOORSTEP_REAL_WINDOW=required

step "tests"
go test -race -timeout 40m "$@" ./...
