#!/bin/bash
# What the host lets in where no firewalld runs: one nftables table of ours, loaded at boot by a unit of ours. No other
# table is touched.
# shellcheck disable=SC2154

readonly filter_unit=kafka-proxied-filter
readonly filter_dir=$etc_dir/firewall

check_nftables() {
  if ! command -v nft >/dev/null; then install_package nftables nftables nftables; fi
  nft --check --file "$work/files/filter.nft" || die "nftables refuses the rules; nothing was changed"
  make_dir "$trial_dir" 700 root:root
  write_file "$work/files/filter.nft" "$trial_dir/next.nft" 644 root:root
}

# save_nftables TABLE: text that makes our table what it is now, or takes it away where it isn't there.
save_nftables() {
  rm -f "$trial_dir/previous.nft"
  command -v nft >/dev/null || return 0
  {
    printf 'table inet %s\ndelete table inet %s\n' "$1" "$1"
    nft list table inet "$1" 2>/dev/null || true
  } >"$work/previous.nft"
  write_file "$work/previous.nft" "$trial_dir/previous.nft" 644 root:root
}

apply_nftables() {
  stop_keeper
  nft --file "$trial_dir/next.nft"
}

# What keeps the confirmed rules would stand in the way of others. The table stays as it is.
stop_keeper() { systemctl stop "$filter_unit.service" 2>/dev/null || true; }

# Into the new rules goes what is let in now; before the first rules of ours there is nothing to keep.
keep_earlier_nftables() {
  [ -f "$filter_dir/filter.nft" ] || return 0
  with_earlier_filter "$filter_dir/filter.nft" "$work/files/filter.nft" >"$work/filter.nft"
  mv -f "$work/filter.nft" "$work/files/filter.nft"
}

# in_force_nftables TABLE: are the wanted rules, and no others, in force now and after the next boot? How nft lists them was
# recorded when they were written.
in_force_nftables() {
  local listed
  listed=$(nft list table inet "$1" 2>/dev/null | sha256sum | cut -d ' ' -f 1)
  cmp -s "$work/files/filter.nft" "$filter_dir/filter.nft" && cmp -s "$work/files/unit" "/etc/systemd/system/$filter_unit.service" &&
    grep -qsx "inet-table $listed $1" "$stamp_dir/firewall--$1"
}

# keep_nftables TABLE
keep_nftables() {
  make_dir "$filter_dir" 755 root:root
  write_file "$work/files/filter.nft" "$filter_dir/filter.nft" 644 root:root
  write_file "$work/files/unit" "/etc/systemd/system/$filter_unit.service" 644 root:root
  systemctl daemon-reload
  systemctl enable --quiet "$filter_unit.service"
  # It finds these very rules in force, and loads nothing.
  systemctl restart "$filter_unit.service" ||
    die "the rules are in force, and what keeps them does not start: see 'journalctl -u $filter_unit'"
  expect_file "$filter_dir/filter.nft"
  expect_file "/etc/systemd/system/$filter_unit.service"
  expect_enabled "$filter_unit"
  expect_active "$filter_unit"
  expect_inet_table "$1" "$(nft list table inet "$1" | sha256sum | cut -d ' ' -f 1)"
  leave_firewalld
  if systemctl is-enabled --quiet firewalld.service 2>/dev/null; then
    note "firewalld is here, and does not run: once it starts, at the next boot say, it shuts what our rules let in, until the next 'up'. Start it now and run 'up' again, or disable it"
  fi
}

# Text of the way back, for a script that stands alone.
back_to_nftables() {
  printf "if [ -f '%s' ]; then /usr/sbin/nft --file '%s'; fi\n" "$trial_dir/previous.nft" "$trial_dir/previous.nft"
  printf "if [ -e '%s' ]; then systemctl start '%s'; fi\n" "/etc/systemd/system/$filter_unit.service" "$filter_unit.service"
}

drop_nftables_table() {
  stop_keeper
  command -v nft >/dev/null || return 0
  if nft list table inet "$1" >/dev/null 2>&1; then nft delete table inet "$1"; fi
}

# leave_nftables TABLE: without our table, now and after the next boot.
leave_nftables() {
  if [ -e "/etc/systemd/system/$filter_unit.service" ]; then
    systemctl disable --quiet --now "$filter_unit.service" 2>/dev/null || true
    rm -f "/etc/systemd/system/$filter_unit.service"
    systemctl daemon-reload
  fi
  # A keeper that runs since before an upgrade of this tool has left its guard's file.
  rm -rf "${filter_dir:?}" "${guard_dir:?}"
  drop_nftables_table "$1"
}
