#!/usr/bin/env bash
# Write requirements.lock (to run), requirements-dev.lock (to run and test) and package-lock.json again.
# They hold names, versions and hashes, for every platform; no host and no path. uv is only needed here.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never

uv=build/lock/bin/uv
if [ ! -x "$uv" ]; then
    "${PYTHON:-python3}" -m venv build/lock
    build/lock/bin/pip install -qq uv
fi

compile() {
    "$uv" --no-config pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --group build "$@"
}
compile -o requirements.lock "$@"
compile --group dev --constraint requirements.lock -o requirements-dev.lock "$@"

npm install --package-lock-only --ignore-scripts --loglevel=error
git diff --stat -- requirements.lock requirements-dev.lock package-lock.json
