# shellcheck shell=bash disable=SC2034
# What every script here agrees on: where things lie and how they speak. Sourced, not run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

NAME=tidtam
WASM=wasm32-unknown-unknown
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
SITE=$ROOT/target/site
# Tools that are built once and serve every clone of this repository.
TOOLS=${TIDTAM_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/tidtam}
# A Rust for the wasm half, made by scripts/set-up where rustup cannot bring one.
WASM_RUST=$TOOLS/wasm-rust

RUST=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
WASM_BINDGEN=0.2.129
CARGO_DENY=0.20.2
AXE_PACKAGE=axe-playwright-python==0.1.8 # holds axe-core 4.12.1
AXE_SHA256=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc

AIOSMTPD_PACKAGES="aiosmtpd==1.4.6 atpublic==5.1 attrs==25.3.0"
OPENPYXL_PACKAGES="openpyxl==3.1.5 et_xmlfile==2.0.0"

BINDGEN=$TOOLS/bindgen-$(cat scripts/bindgen/Cargo.lock scripts/bindgen/src/main.rs | sha256sum | cut -c1-12)/bin/bindgen
DENY=$TOOLS/cargo-deny-$CARGO_DENY/bin/cargo-deny
AXE=$TOOLS/axe-${AXE_SHA256:0:12}/axe.min.js
# Somebody else's reader and writer of workbooks, in a Python of its own.
OPENPYXL=$TOOLS/$(echo "$OPENPYXL_PACKAGES" | sha256sum | cut -c1-12)-openpyxl/bin/python
# Somebody else's mail server, in a Python of its own.
AIOSMTPD=$TOOLS/$(echo "$AIOSMTPD_PACKAGES" | sha256sum | cut -c1-12)-aiosmtpd/bin/python

say() { printf '%s\n' "$*" >&2; }
die() {
  say "error: $*"
  exit 1
}

# The folder of PostgreSQL's server programs: Debian keeps them off PATH, one folder a version.
find_postgres() {
  local initdb
  initdb=$(command -v initdb || printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)
  if [[ -x $initdb ]]; then dirname "$initdb"; fi
}
# The balancer of the tests: Debian keeps it off the PATH of ordinary accounts.
find_haproxy() { command -v haproxy || command -v /usr/sbin/haproxy || true; }
# The browser of the journeys.
find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
