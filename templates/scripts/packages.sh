#!/bin/bash
# Packages by the host's own package manager, which others use as well: at a machine's first boot an upgrade holds its locks.
# shellcheck disable=SC2154

# Seconds to wait until others let the package manager go.
readonly package_patience=${PACKAGE_WAIT_SECONDS:-600}

# What package managers say when another one holds a lock: apt, dpkg, dnf 4 and 5, rpm.
readonly lock_words='Could not get lock|Unable to (lock|acquire)|lock was locked by another process|Waiting for process with pid|already locked by [0-9]|Failed to obtain .* lock|is locked by another process|Another app is currently holding|(can.t create|waiting for) transaction lock'

# install_package WHAT DEBIAN_NAMES RPM_NAMES: the first name that the host is offered. Fails with the package manager's first
# errors.
install_package() {
  local what=$1
  note "installing ${what%%,*} by the host's package manager"
  if command -v apt-get >/dev/null; then
    await_first_boot
    # shellcheck disable=SC2086 # names are words
    apt_install "$what" $2
  elif command -v dnf >/dev/null; then
    await_first_boot
    # shellcheck disable=SC2086 # names are words
    dnf_install "$what" $3
  else
    die "neither apt-get nor dnf is here: install $what by hand, then run 'npm run up' again"
  fi
}

# cloud-init may be writing the package sources just now.
await_first_boot() {
  command -v cloud-init >/dev/null || return 0
  if [ "$(cloud-init status 2>/dev/null | sed -n 's/^status: //p')" != running ]; then return 0; fi
  note "waiting until cloud-init has set up this host"
  timeout "$package_patience" cloud-init status --wait >/dev/null 2>&1 || note "cloud-init did not end well, or not in time: see 'cloud-init status --long'; going on"
}

# packaged OUTPUT COMMAND…: runs it with its output in a file; while others hold a lock, again and again, saying for whom.
packaged() {
  local output=$1 began=$SECONDS said='' now code
  shift
  while :; do
    code=0
    "$@" >"$output" 2>&1 || code=$?
    [ "$code" != 0 ] || return 0
    grep -qE "$lock_words" "$output" || return "$code"
    now=$(lock_holder "$output")
    [ $((SECONDS - began)) -lt "$package_patience" ] ||
      die "the package manager is still in use after $package_patience s: $now. Wait for it, or end it, then run 'npm run up' again"
    [ "$now" = "$said" ] || note "waiting, for $package_patience s at most, until the package manager is free: $now"
    said=$now
    sleep "${PACKAGE_POLL_SECONDS:-3}"
  done
}

# Who holds the lock, in the package manager's words, with the name of the process.
lock_holder() {
  local line pid name
  line=$(grep -m 1 -E "$lock_words" "$1" | cut -c 1-200)
  pid=$(sed -nE 's/.*(process( with pid)?|pid|PID|locked by) ([0-9]+).*/\3/p' <<<"$line")
  if [ -z "$pid" ]; then
    # rpm names its lock file alone.
    pid=$(find /proc/[0-9]*/fd -lname '*/.rpm.lock' 2>/dev/null | head -n 1 | cut -d / -f 3)
    line+=${pid:+, held by process $pid}
  fi
  name=$(cat "/proc/${pid:-none}/comm" 2>/dev/null || true)
  case $line in *"($name"*) name='' ;; esac
  echo "${line#E: }${name:+ ($name)}"
}

# first_errors FILE…: the lines that say what went wrong, from the first; the first lines of all where none says so.
first_errors() {
  local file words='^(E|W|Err|N):|^Err[:0-9]|[Ee]rror|ERROR|No match|Problem|nothing provides|cannot |[Cc]an.t |[Ff]ailed|No space left'
  for file in "$@"; do
    [ -s "$file" ] || continue
    grep -m 12 -E "$words" "$file" | cut -c 1-300 >&2 || head -n 12 "$file" | cut -c 1-300 >&2
  done
}

# apt_install WHAT NAME…
apt_install() {
  local what=$1 name quiet=(--quiet=2 --yes --no-install-recommends)
  shift
  export DEBIAN_FRONTEND=noninteractive
  # An installation that was cut short leaves packages half configured; this ends it.
  packaged "$work/dpkg" dpkg --configure -a || {
    first_errors "$work/dpkg"
    die "an earlier installation was cut short, and 'dpkg --configure -a' can't end it; its first errors are above"
  }
  name=$(apt_offered "$@")
  if [ -z "$name" ] || ! packaged "$work/apt" apt-get install "${quiet[@]}" "$name"; then
    # The package lists may be missing or old. One source that fails does not matter where another one has the package.
    packaged "$work/lists" apt-get update --quiet=2 || true
    name=$(apt_offered "$@")
    if [ -z "$name" ]; then
      first_errors "$work/lists"
      die "the package sources of this host offer none of: $*. Add one that does (/etc/apt/sources.list.d), or install $what by hand, then run 'npm run up' again"
    fi
    packaged "$work/apt" apt-get install "${quiet[@]}" "$name" || {
      first_errors "$work/lists" "$work/apt"
      die "the package manager could not install $name; its first errors are above"
    }
  fi
}

# The first of these packages that the lists have a version of.
apt_offered() {
  local name known
  for name in "$@"; do
    known=$(apt-cache policy "$name" 2>/dev/null || true)
    if [[ $known =~ Candidate:\ [^\(] ]]; then
      echo "$name"
      return 0
    fi
  done
}

# dnf_install WHAT NAME…
dnf_install() {
  local what=$1 name
  shift
  for name in "$@"; do
    [ $# = 1 ] || packaged "$work/offers" run_dnf --setopt=skip_if_unavailable=True list "$name" || continue
    packaged "$work/dnf" run_dnf --setopt=install_weak_deps=False install "$name" && return 0
    first_errors "$work/dnf"
    die "the package manager could not install $name; its first errors are above"
  done
  first_errors "$work/offers"
  die "the package sources of this host offer none of: $*. Enable one that does (/etc/yum.repos.d), or install $what by hand, then run 'npm run up' again"
}

# It would wait for another dnf without a word; so it ends instead, and says for whom.
run_dnf() { dnf --quiet --assumeyes --setopt=exit_on_lock=True "$@"; }
