#!/bin/bash
# Stops, starts and restarts a service as it is installed: nothing is written, and no stamp is touched.
# shellcheck disable=SC2154,SC2034 # unit_dir, waiting_for, started_now: service.sh

require_installed() {
  [ -e "$unit_dir/$1.service" ] || die "$1 is not installed here. 'npm run up' installs it"
}

# halt_unit UNIT: stopped, but still enabled, so that the host's next boot starts it.
halt_unit() {
  note "stopping $1"
  systemctl stop "$1.service" || die "$1 could not be stopped: see 'systemctl status $1'"
  # One that ended by a kill would be shown as failed, although that is what was asked for.
  systemctl reset-failed "$1.service" 2>/dev/null || true
}

# bring_up UNIT SECONDS CHECK…: starts or restarts it with the configuration that it has.
bring_up() {
  local unit=$1 seconds=$2
  shift 2
  restart_unit "$unit"
  serve_or_quote "$unit" "$seconds" "$@"
}

serve_or_quote() {
  local unit=$1 seconds=$2 began=$SECONDS
  shift 2
  if await_ready "$unit" "$seconds" "$@"; then return 0; fi
  quote_log "$unit"
  die "$unit is not ready after $((SECONDS - began)) s: still waiting for $waiting_for. Its log's end is above"
}

# start_up UNIT SECONDS CHECK…: a service that runs already is only waited for.
start_up() {
  if is_active "$1"; then
    note "$1 runs already"
    started_now=no
    serve_or_quote "$@"
  else
    bring_up "$@"
  fi
}
