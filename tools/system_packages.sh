#!/usr/bin/env bash
# Usage: system_packages.sh NEED…   (venv npm gettext chromium-headless-shell postgresql fonts)
# Does nothing when all are there. Installs the Debian packages that are missing when it may
# (root, or sudo without a password); says which ones are missing when it may not.
set -euo pipefail

have() {
    case $1 in
        venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null ;;
        npm) command -v npm >/dev/null && command -v node >/dev/null ;;
        gettext) command -v xgettext >/dev/null && command -v msgmerge >/dev/null ;;
        chromium-headless-shell) command -v chromium-headless-shell >/dev/null ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
        fonts) command -v fc-list >/dev/null && [ -n "$(fc-list 'Noto Sans')" ] ;;
    esac
}

package_of() {
    case $1 in
        venv) echo python3-venv ;;
        npm) echo nodejs npm ;;
        fonts) echo fontconfig fonts-noto-core ;;
        *) echo "$1" ;;
    esac
}

missing() {
    local need
    for need in "$@"; do have "$need" || package_of "$need"; done
}

install() {
    local become=()
    [ "$(id -u)" = 0 ] || become=(sudo -n)
    "${become[@]}" apt-get update -qq </dev/null &&
        "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

packages=$(missing "$@")
[ -n "$packages" ] || exit 0
if may_install; then
    echo "Installing Debian packages:" $packages
    install $packages || true
    packages=$(missing "$@")
    [ -n "$packages" ] || exit 0
fi
echo "These Debian packages are missing:" $packages >&2
echo "Please install them and start again:   sudo apt-get install" $packages >&2
exit 1
