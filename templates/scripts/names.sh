#!/bin/bash
# What keeps our names in /etc/hosts once the base wrote them: a copy of ours, and a unit that puts them back when the host
# starts, and before each start of a service of ours. What writes the file then (cloud-init, a unit of the owner's) knows nothing of them.
# shellcheck disable=SC2154

readonly names_kept=$etc_dir/hosts
readonly names_unit=kafka-proxied-hosts

keep_names() {
  if [ ! -s "$work/files/hosts" ]; then
    forget_names
    return 0
  fi
  make_dir "$etc_dir" 755 root:root
  write_file "$work/files/hosts" "$names_kept" 644 root:root
  expect_file "$names_kept"
  # A mere client may have no systemd. Where earlier names alone are left, the unit of before stays as it is: an empty file would mask it.
  if [ ! -d /run/systemd/system ] || [ ! -s "$work/files/hosts-unit" ]; then return 0; fi
  write_file "$work/files/hosts-unit" "/etc/systemd/system/$names_unit.service" 644 root:root
  systemctl daemon-reload
  systemctl enable --quiet "$names_unit.service"
  expect_file "/etc/systemd/system/$names_unit.service"
  expect_enabled "$names_unit"
}

forget_names() {
  rm -f "$names_kept"
  expect_gone "$names_kept" "/etc/systemd/system/$names_unit.service" "$names_unit"
  [ -e "/etc/systemd/system/$names_unit.service" ] || return 0
  systemctl disable --quiet "$names_unit.service" || true
  rm -f "/etc/systemd/system/$names_unit.service"
  systemctl daemon-reload
}

# names_back: nothing is written where they stand. Without the host's lock: a run that holds it may be what starts the
# service, and the file is written in one step.
names_back() {
  [ -s "$names_kept" ] || return 0
  mkdir -p "$run_dir"
  work=$(mktemp -d "$run_dir/work.XXXXXX")
  mkdir "$work/files"
  cp "$names_kept" "$work/files/hosts"
  put_hosts_block
}

# replace_hosts SOURCE FILE: a file that something is mounted over, as managers of containers do, can't be replaced, only filled.
replace_hosts() {
  if awk -v file="$2" '$5 == file { found = 1 } END { exit !found }' /proc/self/mountinfo; then
    cmp -s "$1" "$2" || cat "$1" >"$2" || die "could not write $2 ($(room_at "$2")); see whether it is whole"
  else
    write_file "$1" "$2" "$(stat -c %a "$2")" "$(stat -c %U:%G "$2")"
  fi
}
