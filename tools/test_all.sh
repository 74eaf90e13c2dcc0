#!/usr/bin/env bash
# Usage: test_all.sh WORKERS
# Everything, from a fresh clone: set-up, checks, the whole suite on SQLite and again on PostgreSQL.
# All parts run even when one fails, so that one run tells the whole story.
set -uo pipefail
cd "$(dirname "$0")/.."
workers=${1:-2}
alarm_minutes=50
suite_minutes=40 # a suite that hangs is stopped
export CI=true # a browser test that cannot run is a failure, not a skip
failed=()

# INT and not TERM: pytest then stops the database it started.
suite() {
    timeout --signal=INT --kill-after=60 "$suite_minutes"m \
        .venv/bin/pytest -q --tb=short --durations=8 -n "$workers" --dist worksteal --database="$@"
}

part() {
    echo
    echo "── $1"
    shift
    "$@" </dev/null || failed+=("$*")
}

tools/system_packages.sh chromium-headless-shell postgresql gettext fonts || exit 1
make --no-print-directory setup-dev || exit 1
# The checks need one processor for a minute, and pytest's workers as long to begin: side by side.
said=$(mktemp)
make --no-print-directory --keep-going check </dev/null >"$said" 2>&1 &
checking=$!
trap 'kill "$checking" 2>/dev/null; rm -f "$said"' EXIT
part "the suite on SQLite" suite sqlite
wait "$checking" || failed+=("make check")
part "lint, types, migrations, translations (beside it)" cat "$said"
part "the suite on PostgreSQL (what asks a database)" suite postgresql -m database

echo
minutes=$(((SECONDS + 59) / 60))
echo "Took $minutes minutes (of 60 at most)."
[ "$minutes" -le "$alarm_minutes" ] || echo "ALARM: more than $alarm_minutes minutes. Make the suite faster before adding to it."
[ ${#failed[@]} -eq 0 ] && echo "All green." && exit 0
printf 'FAILED: %s\n' "${failed[@]}"
exit 1
