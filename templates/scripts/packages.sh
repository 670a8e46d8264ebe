#!/bin/bash
# Packages by the host's own package manager.
# shellcheck disable=SC2154

# install_package WHAT DEBIAN_NAME RPM_NAME: fails with the package manager's last lines.
install_package() {
  note "installing ${1%%,*} by the host's package manager"
  if command -v apt-get >/dev/null; then
    apt_install "$2"
  elif command -v dnf >/dev/null; then
    dnf install --quiet --assumeyes --setopt=install_weak_deps=False "$3" >"$work/dnf" 2>&1 || {
      tail -n 20 "$work/dnf" | cut -c 1-300 >&2
      die "the package manager could not install $3; its last lines are above"
    }
  else
    die "neither apt-get nor dnf is here: install $1 by hand, then run 'npm run up' again"
  fi
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  # An installation that was cut short leaves packages half configured; this ends it.
  dpkg --configure -a >"$work/apt" 2>&1
  if ! apt-get install --quiet=2 --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >"$work/apt" 2>&1; then
    # The package lists may be missing or old.
    apt-get update --quiet=2 -o DPkg::Lock::Timeout=300 >"$work/apt" 2>&1 || true
    apt-get install --quiet=2 --yes --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >"$work/apt" 2>&1 || {
      tail -n 20 "$work/apt" | cut -c 1-300 >&2
      die "the package manager could not install $*; its last lines are above"
    }
  fi
}
