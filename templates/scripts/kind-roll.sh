#!/bin/bash
# Switches one broker to its staged configuration: waits until the cluster can do without it, restarts it only if
# it runs with other content, and counts it as started when it is registered, answers and is in sync. Other certificates
# alone are taken while it runs.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2046

# shellcheck source=members.sh
. "$(dirname "${BASH_SOURCE[0]}")/members.sh"

converge_roll() {
  local unit=$1 hash
  hash=$(get conf)
  sync_pending=no
  if runs_with "$unit" "$hash"; then renew_stores "$unit"; fi
  if is_active "$unit" && ! runs_with "$unit" "$hash"; then
    await_safe_to_stop "$unit"
  fi
  own_emptied_data "$unit"
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
  sync_pending=yes
  bring_up "$1" "$(get deadline)" broker_serves
}

start_roll() {
  own_emptied_data "$1"
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
  waiting_for="broker $(get id) to be registered in ZooKeeper ($(get zookeeper))"
  registered_brokers "$(get chroot '')" $(get zookeeper) | grep -qx "$(get id)" || return 1
  [ "$sync_pending" = yes ] || return 0
  waiting_for="broker $(get id) to be in sync for all its partitions"
  describe_partitions >"$work/partitions" || return 1
  lagging_behind "$(get id)" <"$work/partitions" >"$work/lagging"
  if [ -s "$work/lagging" ]; then
    waiting_for="$waiting_for: $(wc -l <"$work/lagging") are behind, the first is $(head -n 1 "$work/lagging")"
    return 1
  fi
}

# ask_cluster CLASS ARGS…: one of Kafka's tools, which finds the cluster by its INTERNAL listeners: that of this broker first,
# then where the others are or will be.
ask_cluster() {
  local class=$1 own
  shift
  own=$(own_listener "$(get unit '')")
  tool_properties >"$work/tool.properties"
  bounded_tool "$class" --bootstrap-server "${own:+$own,}$(get bootstrap)" --command-config "$work/tool.properties" "$@"
}

bounded_tool() {
  timeout 60 bash -c "$(declare -f kafka_tool); opt_dir=$opt_dir; "'kafka_tool "$@"' _ "$(get version)" "$@"
}

ask_topics() {
  if asks_zookeeper; then
    bounded_tool "$(get topic_tool)" --zookeeper "$(zookeeper_connect)" "$@"
  else
    ask_cluster "$(get topic_tool)" "$@"
  fi
}

# One line a partition: name replicas isr min.insync.replicas leader, which is no number where there is none
describe_partitions() {
  ask_topics --describe >"$work/describe" 2>"$work/describe.err" || {
    waiting_for="an answer of the cluster about its topics: $(tail -n 1 "$work/describe.err" | cut -c 1-200)"
    ! may_not "$work/describe" "$work/describe.err" || hopeless=yes
    return 1
  }
  asks_zookeeper || tells_all || return 1
  awk -v default_min="$(get min_isr)" '
    function after(label,   i) { for (i = 1; i < NF; i++) if ($i == label) return $(i + 1); return "" }
    /Configs:/ { min = default_min; if (match($0, /min\.insync\.replicas=[0-9]+/)) min = substr($0, RSTART + 20, RLENGTH - 20); next }
    /Replicas:/ { isr = after("Isr:"); if (isr !~ /^[0-9]/) isr = "-"; print after("Topic:") "-" after("Partition:"), after("Replicas:"), isr, min, after("Leader:") }
  ' "$work/describe"
}

# may_not FILE…: whether what Kafka's tools say there is that we are not allowed to; nothing is to be waited for then.
may_not() {
  local said
  said=$(refusal "$@") || return 1
  waiting_for="an answer of the cluster about its topics, which it refuses ($said): $(how_to_allow)"
}

# Whether the description has all that this broker holds: what it lacks is asked for by name, which is either refused or not
# there any more.
tells_all() {
  local first
  first=$(untold_topics "$work/describe" | head -n 1)
  [ -n "$first" ] || return 0
  ask_cluster kafka.admin.ConfigCommand --describe --entity-type topics --entity-name "$first" \
    >"$work/untold" 2>"$work/untold.err" || true
  ! may_not "$work/untold" "$work/untold.err" || {
    hopeless=yes
    return 1
  }
}

# Partitions that broker $1 should hold and is not in sync for. Where nobody leads there is nothing to catch up with: the
# leader that must come first may be a broker of this very host, whose turn is after this one's.
lagging_behind() {
  awk -v id="$1" '$5 ~ /^[0-9]+$/ && ("," $2 ",") ~ ("," id ",") && ("," $3 ",") !~ ("," id ",") { print $1 }'
}

# Why broker $1 can't be stopped now: other replicas that lag, or partitions that would fall below their minimum.
# A partition with a single replica has no other to wait for; brokers that are not among $2 are gone for good.
unsafe_without() {
  awk -v id="$1" -v brokers=" $2 " '
    {
      n = split($2, replicas, ","); m = split($3, isr, ","); if ($3 == "-") m = 0
      delete insync; for (i = 1; i <= m; i++) insync[isr[i]] = 1
      for (i = 1; i <= n; i++) if (replicas[i] != id && index(brokers, " " replicas[i] " ") && !(replicas[i] in insync)) { print $1 " (broker " replicas[i] " is not in sync)"; next }
      if (n > 1 && (id in insync) && m - 1 < $4) print $1 " (would be left with " m - 1 " in-sync replicas of at least " $4 ")"
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
    registered_brokers "$(get chroot '')" $(get zookeeper) >"$work/registered"
    for id in $(get brokers); do grep -qx "$id" "$work/registered" || missing="$missing $id"; done
    if [ -n "$missing" ] && [ "$missing" != " $(get id)" ]; then
      absent="broker(s)$missing to be registered: only one may be down at a time"
    elif silent=$(silent_others) && [ -n "$silent" ]; then
      absent="broker(s)$silent to answer: only one may be down at a time"
    fi
    if describe_partitions >"$work/partitions"; then
      unsafe_without "$(get id)" "$(get brokers)" <"$work/partitions" >"$work/unsafe"
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
    sleep 2
  done
}

# Other brokers that are registered but don't answer: a stopped process keeps its session for a while. They are where this
# broker knows them; `doors` lists where they will be, in the order of `brokers`.
silent_others() {
  local id door own
  own=$(own_listener "$(get unit '')")
  if [ -n "$own" ]; then members_at "$(door_to "$own")"; fi >"$work/members"
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
