#!/bin/bash
# What the host let in until every broker had moved, taken back: exactly the wanted rules are left. Tried and confirmed as
# `firewall` is, for whoever is let in no more may be the operator; where there is nothing to take back, nothing is tried.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2034

# shellcheck source=kind-firewall.sh
. "$(dirname "${BASH_SOURCE[0]}")/kind-firewall.sh"

# try_firewall_withdrawn TABLE CHANGE OPERATOR
try_firewall_withdrawn() {
  local backend rules
  choose_backend
  if [ ! -f "$trial_dir/pending" ] && "in_force_$backend" "$1"; then
    "keep_$backend" "$1"
    store_stamp "firewall-withdrawn--$1"
    note "nothing to take back"
  else
    try_rules firewall-withdrawn "$@"
  fi
}

# converge_firewall_withdrawn TABLE CHANGE
converge_firewall_withdrawn() {
  local backend rules
  choose_backend
  confirm_rules "$@"
  restate_stamp "firewall--$1"
}

# What `firewall` made goes with it.
remove_firewall_withdrawn() { :; }
