#!/bin/bash
# One MirrorMaker: configuration and unit; restarted only for other content, ready when it carries records. What it has
# carried stays at the target, and so does its place: MirrorMaker 2 keeps it in topics there, MirrorMaker 1 as a group at the
# source.
# shellcheck disable=SC2154,SC2034,SC2016 # etc_dir, …: lib.sh; waiting_for and hopeless are read by await_ready; the quoted
# script expands in a shell of its own

# Seconds that one look follows what the mirror tells of its tasks, and for which nothing new must be told.
readonly look_seconds=15
readonly quiet_seconds=2

# shellcheck source-path=SCRIPTDIR source=carry-again.sh
. "$scripts/carry-again.sh"

converge_mirror() {
  local unit=$1 hash
  hash=$(get conf)
  stage_conf "$unit" "$hash"
  # It reads its keys when it starts, and never again.
  if [ "$(loaded_stores "$unit")" != "$(wanted_stores "$unit")" ]; then rm -f "$run_dir/$unit/started"; fi
  mirror=$unit
  run_with "$unit" "$hash" "$(get deadline)" mirror_runs
  expect_service "$unit" "$hash"
  [ -z "$(wanted_stores "$unit")" ] || expect_stores "$unit" "$(loaded_stores "$unit")"
}

stop_mirror() { halt_unit "$1"; }

restart_mirror() {
  mirror=$1
  bring_up "$1" "$(get deadline)" mirror_runs
}

start_mirror() {
  mirror=$1
  start_up "$1" "$(get deadline)" mirror_runs
}

remove_mirror() {
  stop_service "$1"
  rm -rf "${etc_dir:?}/$1"
}

mirror_runs() {
  if [ -n "$(get group '')" ]; then group_runs; else tasks_of_process_run; fi
}

# MirrorMaker 1: its process has been given partitions of the source, and the target can be reached; it connects there when it
# has something to write.
group_runs() {
  local server
  for server in $(get target); do
    waiting_for="$server, a broker that $mirror writes to, to answer"
    if timeout 5 bash -c ': 3<>"/dev/tcp/$1/$2"' _ "${server%:*}" "${server##*:}" 2>/dev/null; then
      waiting_for="$mirror to reach the source, and to be given partitions there"
      journal_of_process | grep -c 'Adding newly assigned partitions: [^ ]' >/dev/null
      return
    fi
  done
  return 1
}

journal_of_process() {
  journalctl --quiet --no-pager --output=cat "_SYSTEMD_INVOCATION_ID=$(unit_property "$mirror" InvocationID)" 2>/dev/null
}

# MirrorMaker 2: its process says of each connector and task in a topic of the target how it is. What an earlier process said
# counts for nothing, and one state may follow another: the last one counts once nothing follows.
tasks_of_process_run() {
  local since reader told key value created task
  local -A state=()
  waiting_for="$mirror to reach both clusters, and to say in $(get status_topic) that its tasks run"
  since=$(date -d "$(unit_property "$mirror" ExecMainStartTimestamp)" +%s) || return 1
  exec 8< <(follow_status)
  reader=$!
  # CreateTime:MILLISECONDS, key, JSON
  while IFS=$'\t' read -r -t "$look_seconds" created key value <&8; do
    created=${created#CreateTime:}
    [ "${created:-0}" -ge "${since}000" ] 2>/dev/null || continue
    told=$(sed -n 's/.*"state":"\([A-Z_]*\)".*/\1/p' <<<"$value")
    [ -n "$told" ] || told=gone
    state[$key]=$told
    if [ "$told" = FAILED ]; then
      # Nobody starts a failed task again but a new process.
      hopeless=yes
      waiting_for="${key#status-} of $mirror, which failed: $(sed -n 's/.*"trace":"\(.*\)".*/\1/p' <<<"$value" | sed 's/\\n.*//' | cut -c 1-300)"
      break
    fi
    # A quiet end is told from a pause by what is there to be read.
    read -r -t 0 <&8 || { tasks_run && sleep "$quiet_seconds" && { read -r -t 0 <&8 || break; }; } || true
  done
  kill "$reader" 2>/dev/null || true
  exec 8<&-
  [ "${told:-}" != FAILED ] || return 1
  tasks_run
}

# Looks into $state of its caller.
tasks_run() {
  local key
  [ "${state[status-connector-MirrorSourceConnector]:-}" = RUNNING ] || return 1
  [ "$(get tasks)" = some ] || return 0
  for key in "${!state[@]}"; do
    case $key in
      status-task-MirrorSourceConnector-*) [ "${state[$key]}" != RUNNING ] || return 0 ;;
    esac
  done
  return 1
}

follow_status() {
  # The lock is this script's.
  exec 9>&-
  exec timeout "$look_seconds" bash -c "$(declare -f kafka_tool); opt_dir=$opt_dir; "'kafka_tool "$@"' _ "$(get version)" \
    "$(get consumer)" --bootstrap-server "$(get bootstrap)" --consumer.config "$run_dir/$mirror/target.properties" \
    --topic "$(get status_topic)" --from-beginning --property print.timestamp=true --property print.key=true 2>/dev/null
}
