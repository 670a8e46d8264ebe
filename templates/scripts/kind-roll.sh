#!/bin/bash
# Switches one broker to its staged configuration: waits until the cluster can do without it, restarts it only if
# it runs with other content, and counts it as started when it is registered, answers and is in sync. Other certificates
# alone are taken while it runs.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2046

# shellcheck source=cluster-state.sh
. "$(dirname "${BASH_SOURCE[0]}")/cluster-state.sh"
# shellcheck source=kind-broker.sh
. "$(dirname "${BASH_SOURCE[0]}")/kind-broker.sh"

converge_roll() {
  local unit=$1 hash
  hash=$(get conf)
  sync_pending=no
  if runs_with "$unit" "$hash"; then renew_stores "$unit"; fi
  if is_active "$unit" && ! runs_with "$unit" "$hash"; then
    await_safe_to_stop "$unit"
  fi
  own_emptied_data "$unit"
  format_broker "$unit" "$hash"
  # What is copied as a whole may take longer than a start.
  if runs_with "$unit" "$hash" || [ "$emptied" = yes ]; then sync_pending=no; else sync_pending=yes; fi
  run_with "$unit" "$hash" "$(get deadline)" broker_serves
  if [ "$emptied" = yes ]; then await_copied "$unit"; fi
  note_mount "$unit"
  expect_service "$unit" "$hash"
  expect_shown "$unit"
}

# judge_by FOLDER: the listeners that must answer are those of the configuration in it.
judge_by() {
  sed -n 's/^listeners=//p' "$1/server.properties" | tr , '\n' | sed 's,^[A-Z_]*://,,' | paste -sd ' ' >"$work/set/listeners"
}

remove_roll() { stop_service "$1"; }

stop_roll() {
  if is_active "$1"; then guard_stop "$1"; fi
  halt_unit "$1"
}

restart_roll() {
  if is_active "$1"; then guard_stop "$1"; fi
  own_emptied_data "$1"
  format_broker "$1" "$(conf_at "$1" current)"
  sync_pending=yes
  bring_up "$1" "$(get deadline)" broker_serves
}

start_roll() {
  own_emptied_data "$1"
  format_broker "$1" "$(conf_at "$1" current)"
  sync_pending=yes
  start_up "$1" "$(get deadline)" broker_serves
}

guard_stop() { [ "$(get guard)" = no ] || await_safe_to_stop "$1"; }

broker_serves() {
  local listener
  for listener in $(get listeners); do
    waiting_for="the listener $listener to answer"
    answers "${listener%:*}" "${listener##*:}" || return 1
  done
  waiting_for="broker $(get id) to be registered in $(registry)"
  registered_brokers | grep -qx "$(get id)" || return 1
  [ "$sync_pending" = yes ] || return 0
  waiting_for="broker $(get id) to be in sync for all its partitions"
  describe_topics >"$work/state" || return 1
  lagging_behind "$(get id)" <"$work/state" >"$work/lagging"
  if [ -s "$work/lagging" ]; then
    waiting_for="$waiting_for: $(wc -l <"$work/lagging") are behind, the first is $(head -n 1 "$work/lagging")"
    return 1
  fi
}

# Of the lines of cluster-state.sh: partitions that broker $1 should hold and is not in sync for. Where nobody leads there is nothing to catch up with: the
# leader that must come first may be a broker of this very host, whose turn is after this one's.
lagging_behind() {
  awk -F '\t' -v id="$1" '
    $1 == "partition" && $4 != "-" && index("," $5 ",", "," id ",") && !index("," $6 ",", "," id ",") { print $2 "-" $3 }'
}

# Why broker $1 can't be stopped now: other replicas that lag, or partitions that would fall below their minimum.
# A partition with a single replica has no other to wait for; brokers that are not among $2 are gone for good.
unsafe_without() {
  awk -F '\t' -v id="$1" -v brokers=" $2 " '
    $1 == "partition" {
      name = $2 "-" $3; n = split($5, replicas, ","); m = $6 == "-" ? 0 : split($6, isr, ",")
      delete insync; for (i = 1; i <= m; i++) insync[isr[i]] = 1
      for (i = 1; i <= n; i++) if (replicas[i] != id && index(brokers, " " replicas[i] " ") && !(replicas[i] in insync)) { print name " (broker " replicas[i] " is not in sync)"; next }
      if (n > 1 && (id in insync) && m - 1 < $7) print name " (would be left with " m - 1 " in-sync replicas of at least " $7 ")"
    }'
}

await_safe_to_stop() {
  local deadline=$((SECONDS + $(get guard_deadline))) missing silent id absent outcome again
  hopeless=
  case ${verb:-converge} in
    stop) outcome=stopped again='the same command' ;;
    restart) outcome=restarted again='the same command' ;;
    *) outcome=restarted again="'npm run up'" ;;
  esac
  while :; do
    missing=
    absent=
    registered_brokers >"$work/registered"
    for id in $(get brokers); do grep -qx "$id" "$work/registered" || missing="$missing $id"; done
    if [ -n "$missing" ] && [ "$missing" != " $(get id)" ]; then
      absent="broker(s)$missing to be registered: only one may be down at a time"
    elif silent=$(silent_others) && [ -n "$silent" ]; then
      absent="broker(s)$silent to answer: only one may be down at a time"
    fi
    if describe_topics >"$work/state"; then
      unsafe_without "$(get id)" "$(get brokers)" <"$work/state" >"$work/unsafe"
      [ -n "$absent" ] || [ -s "$work/unsafe" ] || return 0
      waiting_for="partitions to be in sync without broker $(get id): $(wc -l <"$work/unsafe") are not, such as $(head -n 3 "$work/unsafe" | paste -sd ';')"
      [ -s "$work/unsafe" ] || waiting_for=
    fi
    # Such a cluster is out of reach for every check: only stopped as a whole can it take another configuration.
    [ -z "$hopeless" ] ||
      die "$1 was not $outcome: $waiting_for. Nothing was stopped. While brokers are turned away like this, none is restarted by itself: 'npm run stop -- CLUSTER' stops all of them, and then 'npm run up' starts them with what you corrected"
    waiting_for=$absent${absent:+${waiting_for:+, and for }}$waiting_for
    [ "$SECONDS" -lt "$deadline" ] ||
      die "$1 was not $outcome: after $(get guard_deadline) s still waiting for $waiting_for. Nothing was stopped. Bring the others back in sync ('npm run status'), then run $again again"
    sleep "$pause"
  done
}

# Other brokers that are registered but don't answer: a stopped process keeps its session for a while. They are where this
# broker knows them; `doors` lists where they will be, in the order of `brokers`.
silent_others() {
  local id door
  ask_members
  paste -d ' ' <(get brokers | tr ' ' '\n') <(get doors | tr ' ' '\n') | while read -r id door; do
    [ "$id" = "$(get id)" ] || any_speaks_kafka $(printf '%s\n' $(known_doors "$id") "$door" | awk '!seen[$0]++') || printf ' %s' "$id"
  done
}

any_speaks_kafka() {
  local door
  for door in "$@"; do
    if speaks_kafka "$door"; then return 0; fi
  done
  return 1
}
