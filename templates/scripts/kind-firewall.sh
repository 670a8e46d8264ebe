#!/bin/bash
# What the host lets in: one nftables table of ours, loaded at boot by a unit of ours. No other table is touched.
# New rules are only tried at first. They go back by themselves, by a timer that needs no connection, unless the same
# change is confirmed over another login. Nothing is written for the next boot before that.
# shellcheck disable=SC2154

readonly filter_unit=kafka-proxied-filter
readonly rollback_unit=kafka-proxied-filter-rollback
readonly filter_dir=$etc_dir/firewall
# In memory: after a reboot nothing is pending, and the last confirmed rules are loaded.
readonly trial_dir=$run_dir/firewall
# Longer than a lost session takes to be noticed (15 s, see ssh/target.ts), and a new login after that.
readonly rollback_seconds=45

# try_firewall TABLE CHANGE OPERATOR
try_firewall() {
  local table=$1 change=$2 operator=$3
  if ! command -v nft >/dev/null; then install_package nftables nftables nftables; fi
  await_others_trial "$operator"
  nft --check --file "$work/files/filter.nft" || die "nftables refuses the rules; nothing was changed"
  forget_stamp "firewall--$table"
  make_dir "$trial_dir" 700 root:root
  rm -f "$trial_dir/confirmed"
  write_file "$work/files/filter.nft" "$trial_dir/next.nft" 644 root:root
  table_as_it_is "$table" >"$work/previous.nft"
  write_file "$work/previous.nft" "$trial_dir/previous.nft" 644 root:root
  write_rollback
  {
    printf 'change %s\n' "$change"
    printf 'operator %s\n' "$operator"
    printf 'until %s\n' "$(($(date +%s) + rollback_seconds))"
  } >"$work/pending"
  write_file "$work/pending" "$trial_dir/pending" 644 root:root
  systemd-run --quiet --collect --unit="$rollback_unit" --on-active="${rollback_seconds}s" \
    --timer-property=AccuracySec=100ms /bin/bash "$trial_dir/rollback.sh" ||
    { rm -f "$trial_dir/pending"; die "systemd-run could not arm the timer that would take the rules back; nothing was changed"; }
  note "the rules are tried for $rollback_seconds s"
  nft --file "$trial_dir/next.nft" || {
    bash "$trial_dir/rollback.sh"
    stop_rollback
    die "nftables refuses the rules; the old ones are in force"
  }
}

# Another operator's change must not be mixed with ours; one of our own that was never confirmed goes back first.
await_others_trial() {
  local holder until
  [ -f "$trial_dir/pending" ] || return 0
  holder=$(sed -n 's/^operator //p' "$trial_dir/pending")
  until=$(sed -n 's/^until //p' "$trial_dir/pending")
  [ "$holder" = "$1" ] ||
    die "$holder is just trying other firewall rules here; unless confirmed, they go back by themselves at $(date -d "@$until" +%T). Nothing was changed. Agree with them, then run 'pulumi up' again"
  note "waiting until firewall rules of an earlier run that were never confirmed have gone back"
  for _ in $(seq $((rollback_seconds + 15))); do
    [ -f "$trial_dir/pending" ] || return 0
    sleep 1
  done
  die "firewall rules of an earlier run have not gone back: see 'systemctl status $rollback_unit.timer'. Nothing was changed"
}

# Text that makes our table what it is now, or takes it away where it isn't there.
table_as_it_is() {
  printf 'table inet %s\ndelete table inet %s\n' "$1" "$1"
  nft list table inet "$1" 2>/dev/null || true
}

# Either this or a confirmation moves the file that says that a change is pending; the other one comes too late.
write_rollback() {
  cat >"$work/rollback.sh" <<EOF
mv -T '$trial_dir/pending' '$trial_dir/withdrawn' 2>/dev/null || exit 0
/usr/sbin/nft --file '$trial_dir/previous.nft'
echo 'firewall rules that nobody confirmed went back to the old ones'
EOF
  write_file "$work/rollback.sh" "$trial_dir/rollback.sh" 644 root:root
}

stop_rollback() {
  systemctl stop "$rollback_unit.timer" 2>/dev/null || true
}

# converge_firewall TABLE CHANGE: confirms the change, which this login proves to let operators in.
converge_firewall() {
  local table=$1 change=${2:-}
  confirm_trial "$change"
  stop_rollback
  make_dir "$filter_dir" 755 root:root
  write_file "$work/files/filter.nft" "$filter_dir/filter.nft" 644 root:root
  write_file "$work/files/unit" "/etc/systemd/system/$filter_unit.service" 644 root:root
  systemctl daemon-reload
  systemctl enable --quiet "$filter_unit.service"
  expect_file "$filter_dir/filter.nft"
  expect_file "/etc/systemd/system/$filter_unit.service"
  expect_enabled "$filter_unit"
  expect_inet_table "$table" "$(nft list table inet "$table" | sha256sum | cut -d ' ' -f 1)"
}

# A confirmation whose answer was lost is asked for again.
confirm_trial() {
  local confirmed pending
  confirmed=$(sed -n 's/^change //p' "$trial_dir/confirmed" 2>/dev/null || true)
  pending=$(sed -n 's/^change //p' "$trial_dir/pending" 2>/dev/null || true)
  if [ -n "$1" ] && cmp -s "$work/files/filter.nft" "$trial_dir/next.nft"; then
    [ "$confirmed" != "$1" ] || return 0
    if [ "$pending" = "$1" ] && mv -T "$trial_dir/pending" "$trial_dir/confirmed" 2>/dev/null; then return 0; fi
  fi
  die "the new firewall rules were not confirmed in time and went back by themselves; the old ones are in force"
}

remove_firewall() {
  stop_rollback
  systemctl disable --quiet "$filter_unit.service" 2>/dev/null || true
  rm -rf "/etc/systemd/system/$filter_unit.service" "${filter_dir:?}" "${trial_dir:?}"
  systemctl daemon-reload
  if nft list table inet "$1" >/dev/null 2>&1; then nft delete table inet "$1"; fi
}
