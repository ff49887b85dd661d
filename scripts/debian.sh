# shellcheck shell=bash
# How a Debian package comes onto the machine. Sourced after settings.sh.

# install PACKAGE…: those not there yet, as root or through sudo; otherwise names them and fails.
install() {
  local package log missing=() root=()
  command -v apt-get >/dev/null || die "please install by your system's own means: $*"
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if [[ $(id -u) != 0 ]]; then
    { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; } ||
      die "neither root nor sudo here, so please run: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  say "  installing Debian packages: ${missing[*]}"
  [[ -n ${lists_are_fresh:-} ]] || "${root[@]}" apt-get update -qq
  lists_are_fresh=yes
  log=$(mktemp)
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$log" 2>&1 || {
    tail -20 "$log" >&2
    die "apt-get could not install: ${missing[*]}"
  }
  rm -f "$log"
}

# needs PROGRAM PACKAGE: the program is on PATH, or its package gets installed.
needs() { command -v "$1" >/dev/null || install "$2"; }
