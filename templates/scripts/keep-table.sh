#!/bin/bash
# Keeps a table of ours in the kernel. Whatever takes it away (a restart of the owner's nftables.service, 'nft flush ruleset'
# typed by hand), it is back within milliseconds. A table that filters has a guard as well: a copy that belongs to a running
# process, which no other one's flush takes away, so that nothing is let in meanwhile.
# shellcheck disable=SC2154

# Events may get lost (the kernel's buffer for them is finite), so it looks this often by itself.
readonly look_seconds=10

# keep_table FAMILY TABLE FILE [guarded]: runs until it is ended; its end takes the guard away, and leaves the table.
keep_table() {
  local family=$1 table=$2 file=$3 events code
  exec {events}< <(exec nft monitor destroy tables)
  restore_table "$family" "$table" "$file"
  [ "${4:-}" != guarded ] || start_guard "$family" "$table" "$file"
  while :; do
    code=0
    read -r -t "$look_seconds" -u "$events" _ || code=$?
    # More than 128: nothing happened.
    [ "$code" != 1 ] || die "'nft monitor' ended"
    restore_table "$family" "$table" "$file"
    [ -z "${guard_pid:-}" ] || kill -0 "$guard_pid" 2>/dev/null || die "the process that held the guard ended"
  done
}

restore_table() {
  if nft list table "$1" "$2" >/dev/null 2>&1; then return 0; fi
  nft --file "$3"
  note "something took the nftables table $2 away; it is back"
}

# A table with an owner (since Linux 5.12) goes with the process that made it.
start_guard() {
  local guard=${2}_guard is_there=
  mkdir -p "$guard_dir"
  guard_text "$1" "$2" "$guard" <"$3" >"$guard_dir/$guard.nft"
  # When it ends, it writes the lines that it has read to $HOME/.nft.history: this folder is gone by then.
  coproc GUARD { HOME=$guard_dir exec nft --interactive >/dev/null 2>&1; }
  # shellcheck disable=SC2153 # coproc sets it
  guard_pid=$GUARD_PID
  printf 'include "%s"\n' "$guard_dir/$guard.nft" >&"${GUARD[1]}" || true
  for _ in $(seq 20); do
    if nft list table "$1" "$guard" >/dev/null 2>&1; then
      is_there=yes
      break
    fi
    sleep 0.1
  done
  rm -rf "${guard_dir:?}"
  [ -z "$is_there" ] || return 0
  kill "$guard_pid" 2>/dev/null || true
  guard_pid=
  note "there is no guard of the table $2 (it needs Linux 5.12 and an nft that works interactively): when something takes the table away, everything is let in for the milliseconds until it is back"
}

# guard_text FAMILY TABLE GUARD: the table in a file's text under another name.
guard_text() {
  sed -n "/^table $1 $2 {\$/,\$p" | sed "1s/.*/table $1 $3 {\n  flags owner;/"
}
