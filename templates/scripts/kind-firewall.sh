#!/bin/bash
# What the host lets in: by firewalld where that runs, else by nftables. Nothing of the host's owner is touched.
# What clients use now may go only when every broker has moved: until `firewall-withdrawn` takes it back, what was let in
# before goes on beside what is new (earlier-rules.sh).
# New rules are only tried at first. They go back by themselves, by a timer that needs no connection, unless the same
# change is confirmed over another login. Nothing is written for the next boot before that.
# shellcheck source-path=SCRIPTDIR disable=SC2154

readonly rollback_unit=kafka-proxied-filter-rollback
# In memory: after a reboot nothing is pending, and the last confirmed rules are loaded.
readonly trial_dir=$run_dir/firewall
# Longer than a lost session takes to be noticed (15 s, see ssh/target.ts), and a new login after that.
readonly rollback_seconds=45

# shellcheck source=earlier-rules.sh
. "$(dirname "${BASH_SOURCE[0]}")/earlier-rules.sh"
# shellcheck source=firewall-nftables.sh
. "$(dirname "${BASH_SOURCE[0]}")/firewall-nftables.sh"
# shellcheck source=firewall-firewalld.sh
. "$(dirname "${BASH_SOURCE[0]}")/firewall-firewalld.sh"

# The program chose by what it saw on this host, and the document has what this one takes.
choose_backend() {
  local found=nftables
  if firewalld_runs; then found=firewalld; fi
  backend=nftables rules=filter.nft
  if [ -f "$work/files/policy.xml" ]; then backend=firewalld rules=policy.xml; fi
  [ "$found" = "$backend" ] ||
    die "the new rules are for $backend, and this host has $found just now: firewalld was started or stopped meanwhile. Nothing was changed. Run 'npm run up' again, which looks at the host anew"
}

# try_firewall TABLE CHANGE OPERATOR
try_firewall() {
  local backend rules
  choose_backend
  "keep_earlier_$backend"
  try_rules firewall "$@"
}

# try_rules KIND TABLE CHANGE OPERATOR: those in $work/files.
try_rules() {
  local table=$2 change=$3 operator=$4
  await_others_trial "$operator"
  "check_$backend"
  forget_stamp "$1--$table"
  rm -f "$trial_dir/confirmed"
  save_nftables "$table"
  save_firewalld
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
  "apply_$backend" "$table" || {
    bash "$trial_dir/rollback.sh"
    stop_rollback
    die "$backend refuses the rules; the old ones are in force"
  }
}

# Another operator's change must not be mixed with ours; one of our own that was never confirmed goes back first.
await_others_trial() {
  local holder until
  [ -f "$trial_dir/pending" ] || return 0
  holder=$(sed -n 's/^operator //p' "$trial_dir/pending")
  until=$(sed -n 's/^until //p' "$trial_dir/pending")
  [ "$holder" = "$1" ] ||
    die "$holder is testing other firewall rules here; unless confirmed, they are rolled back at $(date -d "@$until" +%T). Nothing was changed. Coordinate with that operator, then run 'npm run up' again"
  note "waiting until firewall rules of an earlier run that were never confirmed have gone back"
  for _ in $(seq $((rollback_seconds + 15))); do
    [ -f "$trial_dir/pending" ] || return 0
    sleep 1
  done
  die "firewall rules of an earlier run have not gone back: see 'systemctl status $rollback_unit.timer'. Nothing was changed"
}

# Either this or a confirmation moves the file that says that a change is pending; the other one comes too late.
write_rollback() {
  {
    printf 'export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin\n'
    printf "mv -T '%s' '%s' 2>/dev/null || exit 0\n" "$trial_dir/pending" "$trial_dir/withdrawn"
    back_to_nftables
    back_to_firewalld
    printf "echo 'firewall rules that nobody confirmed went back to the old ones'\n"
  } >"$work/rollback.sh"
  write_file "$work/rollback.sh" "$trial_dir/rollback.sh" 644 root:root
}

stop_rollback() {
  systemctl stop "$rollback_unit.timer" 2>/dev/null || true
}

# converge_firewall TABLE CHANGE: confirms the change, which this login proves to let operators in.
converge_firewall() {
  local backend rules
  choose_backend
  "keep_earlier_$backend"
  confirm_rules "$@"
}

# confirm_rules TABLE CHANGE: those in $work/files.
confirm_rules() {
  confirm_trial "${2:-}"
  stop_rollback
  "keep_$backend" "$1"
}

# A confirmation whose answer was lost is asked for again.
confirm_trial() {
  local confirmed pending
  confirmed=$(sed -n 's/^change //p' "$trial_dir/confirmed" 2>/dev/null || true)
  pending=$(sed -n 's/^change //p' "$trial_dir/pending" 2>/dev/null || true)
  if [ -n "$1" ] && cmp -s "$work/files/$rules" "$trial_dir/next.${rules##*.}"; then
    [ "$confirmed" != "$1" ] || return 0
    if [ "$pending" = "$1" ] && mv -T "$trial_dir/pending" "$trial_dir/confirmed" 2>/dev/null; then return 0; fi
  fi
  die "the new firewall rules were not confirmed in time and went back by themselves; the old ones are in force"
}

remove_firewall() {
  stop_rollback
  leave_nftables "$1"
  leave_firewalld
  rm -rf "${trial_dir:?}"
  forget_stamp "firewall-withdrawn--$1"
}
