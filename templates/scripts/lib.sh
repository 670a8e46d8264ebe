#!/bin/bash
# Common parts of every host script: messages, the document on stdin, the per-host lock, file writes, stamps.
# shellcheck source-path=SCRIPTDIR disable=SC2034 # the paths below are for the scripts that source this one

# shellcheck source=places.sh
. "$(dirname "${BASH_SOURCE[0]}")/places.sh"

readonly etc_dir=/etc/kafka-proxied
readonly opt_dir=/opt/kafka-proxied
readonly data_root=/var/lib/kafka-proxied
readonly run_dir=/run/kafka-proxied
# What the guard of the filter's table is made from, until it is there.
readonly guard_dir=$run_dir/guard
readonly stamp_dir=$etc_dir/stamps
readonly service_user=kafka-proxied

# Progress goes to stderr: stdout ends up in Pulumi's state.
note() { printf '%s\n' "$*" >&2 || true; }

die() {
  printf '%s: %s\n' "$(uname -n)" "$*" >&2
  exit 1
}

# The end of a script, by `trap on_exit EXIT`.
on_exit() {
  local code=$?
  [ "$code" = 0 ] || tell_full_places || true
  [ -z "${work:-}" ] || rm -rf "$work"
}

# Reads stdin whole before anything is touched: a cut link leaves a document without its last line.
read_document() {
  mkdir -p "$run_dir"
  work=$(mktemp -d "$run_dir/work.XXXXXX")
  mkdir "$work/set" "$work/files"
  : >"$work/results"
  timeout 120 cat >"$work/document" || {
    [ $? != 124 ] || die "the input did not end within 120 s; nothing was changed"
    die "the input could not be stored in $run_dir ($(room_at "$run_dir")); nothing was changed"
  }
  [ "$(tail -n 1 "$work/document")" = end ] ||
    die "the input broke off before its last line (a cut connection?); nothing was changed"
  head -n 1 "$work/document" >"$work/stamp"
  tail -n +2 "$work/document" >"$work/body"
  awk -v dir="$work" '
    /^set [a-z0-9_.-]+ / { out = ""; printf "%s\n", substr($0, 6 + length($2)) > (dir "/set/" $2); next }
    /^file [A-Za-z0-9._-]+$/ { out = dir "/files/" $2; printf "" > out; next }
    /^  / && out != "" { print substr($0, 3) > out; next }
    /^end$/ { next }
    { printf "line %d of the input is not understood\n", NR + 1 > "/dev/stderr"; exit 1 }
  ' "$work/body" || {
    [ $? != 1 ] || die "the input is damaged; nothing was changed"
    die "the input could not be taken apart in $run_dir ($(room_at "$run_dir")); nothing was changed"
  }
}

# Value of a `set` line, or the default; no default: the line must be there.
get() {
  if [ -f "$work/set/$1" ]; then
    cat "$work/set/$1"
  elif [ $# -gt 1 ]; then
    printf '%s\n' "$2"
  else
    die "the input has no line 'set $1'"
  fi
}

# One script at a time: a script whose connection was cut runs on, and the next one waits for it.
take_lock() {
  local seconds=${LOCK_WAIT_SECONDS:-600}
  mkdir -p "$run_dir"
  exec 9>>"$run_dir/lock"
  if ! flock -n 9; then
    note "waiting for another run on this host: $(cat "$run_dir/lock.holder" 2>/dev/null || echo unknown)"
    flock -w "$seconds" 9 ||
      die "still busy after $seconds s with: $(cat "$run_dir/lock.holder" 2>/dev/null || echo unknown). Wait for it, or end that process, then run the same command again"
  fi
  printf '%s (pid %d, since %s)\n' "$*" "$$" "$(date -u +%FT%TZ)" >"$run_dir/lock.holder"
}

# label [-R] PATH: as SELinux's policy has it, where SELinux is on. What was renamed into place has the label of the name
# that it was made under, with which other services may not be let to read it.
label() {
  if command -v selinuxenabled >/dev/null && selinuxenabled; then
    restorecon "$@" >&2 || note "restorecon could not label ${*: -1}; if a service can't read it, see 'ausearch -m avc'"
  fi
}

# write_file SOURCE TARGET MODE OWNER: skipped when equal; otherwise in one step, mode and owner before content.
write_file() {
  local source=$1 target=$2 mode=$3 owner=$4 temp
  if [ -f "$target" ] && [ ! -L "$target" ] && cmp -s "$source" "$target" &&
    [ "$(stat -c '%a %U:%G' "$target")" = "$mode $owner" ]; then
    return 0
  fi
  temp=$(mktemp "$(dirname "$target")/.$(basename "$target").XXXXXX") || could_not_write "$target"
  if ! { chown "$owner" "$temp" && chmod "$mode" "$temp" && cat "$source" >"$temp" && sync "$temp" &&
    mv -fT "$temp" "$target"; }; then
    could_not_write "$target" "$temp"
  fi
  label "$target"
}

# could_not_write TARGET [TEMPORARY FILE…]
could_not_write() {
  local target=$1 room
  room=$(room_at "$1")
  shift
  [ $# = 0 ] || rm -f "$@" || true
  die "could not write $target ($room); what was there is unchanged"
}

# make_dir PATH MODE OWNER
make_dir() {
  { mkdir -p "$1" && chown "$3" "$1" && chmod "$2" "$1"; } || die "could not make the folder $1 ($(room_at "$1"))"
  label "$1"
}

# point_link TARGET LINK: switches a symbolic link in one step.
point_link() {
  [ "$(readlink "$2" 2>/dev/null || true)" = "$1" ] && return 0
  { ln -sfnT "$1" "$2.new" && mv -fT "$2.new" "$2"; } || could_not_write "$2"
}

# Hash of a folder's files without comments and blank lines: a changed comment restarts nothing.
content_hash() {
  local file
  for file in "$1"/*; do
    printf '== %s\n' "$(basename "$file")"
    content_lines "$file"
  done | sha256sum | cut -d ' ' -f 1
}

content_lines() { grep -v -e '^[[:space:]]*#' -e '^[[:space:]]*$' "$1" || true; }

# What a later look at the host must find for this stamp to hold (probe.sh reads these lines).
expect_file() { printf 'file %s %s %s\n' "$(sha256sum <"$1" | cut -d ' ' -f 1)" "$(stat -c '%a,%U:%G' "$1")" "$1" >>"$work/results"; }
expect_link() { printf 'link %s %s\n' "$(readlink "$1")" "$1" >>"$work/results"; }
expect_command() { printf 'command %s\n' "$1" >>"$work/results"; }
expect_enabled() { printf 'enabled %s\n' "$1" >>"$work/results"; }
expect_active() { printf 'active %s\n' "$1" >>"$work/results"; }
expect_started_with() { printf 'started %s %s\n' "$2" "$1" >>"$work/results"; }
expect_stores() { printf 'stores %s %s\n' "$2" "$1" >>"$work/results"; }
expect_certificate() { printf 'certificate %s %s\n' "$2" "$1" >>"$work/results"; }
expect_user() { printf 'user %s\n' "$1" >>"$work/results"; }
expect_inet_table() { printf 'inet-table %s %s\n' "$2" "$1" >>"$work/results"; }
expect_firewalld() { printf 'firewalld %s %s\n' "$2" "$1" >>"$work/results"; }
expect_table() { printf 'table %s %s\n' "$2" "$1" >>"$work/results"; }

# A stamp is deleted before its script touches anything and stored after everything holds: a host without a
# resource's stamp is one where that resource must run again.
forget_stamp() { rm -f "$stamp_dir/$1"; }

# expect_gone WHAT…: files and units that this script took away, for restate_stamp.
expect_gone() { printf '%s\n' "$@" >>"$work/gone"; }

# restate_stamp NAME: another resource's stamp still holds for what its script made, though this script took a part of it
# back: a later look must find what this one leaves of the same file, table or block, and nothing of what is gone.
restate_stamp() {
  local file=$stamp_dir/$1
  [ -f "$file" ] || return 0
  touch "$work/gone"
  {
    awk '
      function about() { return $1 == "hosts" ? $1 : $1 " " $NF }
      what == "gone" { gone[$0] = 1; next }
      what == "results" { left[about()] = 1; next }
      !(about() in left) && !($NF in gone)
    ' what=gone "$work/gone" what=results "$work/results" what=stamp "$file"
    cat "$work/results"
  } >"$work/restated"
  write_file "$work/restated" "$file" 644 root:root
}

store_stamp() {
  make_dir "$etc_dir" 755 root:root
  make_dir "$stamp_dir" 700 root:root
  {
    cat "$work/stamp"
    printf 'body %s\n' "$(sha256sum <"$work/body" | cut -d ' ' -f 1)"
    cat "$work/results"
  } >"$work/record"
  write_file "$work/record" "$stamp_dir/$1" 644 root:root
}
