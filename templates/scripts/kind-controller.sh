#!/bin/bash
# One controller (KRaft): configuration, formatted data, unit. It restarts only for other content, while the others have a majority
# that is caught up, and is ready when it has caught up itself.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2034 # etc_dir, …: lib.sh; waiting_for is read by await_ready

# shellcheck source=format.sh
. "$(dirname "${BASH_SOURCE[0]}")/format.sh"

# Looks, 2 s apart, after which a cluster without an active controller counts as one that has none: an election takes less.
readonly looks_without_active=8

converge_controller() {
  local unit=$1 hash
  hash=$(get conf)
  stage_conf "$unit" "$hash"
  make_data_dir "$unit"
  format_controller "$unit" "$etc_dir/$unit/conf/$hash/server.properties"
  # It reads its stores when it starts.
  if [ "$(loaded_stores "$unit")" != "$(wanted_stores "$unit")" ]; then rm -f "$run_dir/$unit/started"; fi
  if is_active "$unit" && ! runs_with "$unit" "$hash"; then guard_controller "$unit" restarted; fi
  run_with "$unit" "$hash" "$(get deadline)" controller_serves
  point_link "$(get cluster_id)" "$etc_dir/$unit/formatted"
  expect_service "$unit" "$hash"
  [ -z "$(wanted_stores "$unit")" ] || expect_stores "$unit" "$(loaded_stores "$unit")"
}

# format_controller UNIT CONFIG: as one of the first controllers of the cluster. Where others serve already, they have waited for
# this one since the cluster is new, or it has lost its data. Then it votes with an empty log until it has caught up, so a majority
# must have all metadata without it: what only it and one other had would be lost else.
format_controller() {
  local unit=$1 config=$2
  if [ ! -e "$data_root/$unit/data/meta.properties" ]; then
    quorum >"$work/quorum"
    if [ -L "$etc_dir/$unit/formatted" ] || [ -s "$work/quorum" ]; then await_majority_without "$unit"; fi
  fi
  format_data "$unit" "$config" --initial-controllers "$(get first_controllers)"
}

await_majority_without() {
  local unit=$1 deadline=$((SECONDS + $(get guard_deadline))) caught all
  while :; do
    quorum >"$work/quorum"
    [ ! -s "$work/quorum" ] || awk -v id="$(get id)" '$1 == "voter" && $2 == id { found = 1 } END { exit !found }' "$work/quorum" ||
      die "$unit was not started: the cluster runs with the controllers $(voters <"$work/quorum"), and controllers can't be added to a cluster that runs. Remove controller $(get id) from the config"
    read -r caught all < <(voters_without "$(get id)" <"$work/quorum")
    if [ "$caught" -gt $((all / 2)) ]; then return 0; fi
    [ "$SECONDS" -lt "$deadline" ] ||
      die "$unit was not started: $data_root/$unit/data is empty, and it may start without its data only while a majority of the controllers has all metadata. Without it, only $caught have. Start the others ('npm run start'), or bring its data back, then run 'npm run up' again"
    sleep 2
  done
}

voters() { awk '$1 == "voter" { print $2 }' | sort -n | paste -sd ' '; }

controller_serves() {
  local door
  door=$(get door)
  waiting_for="the controller to answer on ${door##*@}"
  speaks_kafka "$door" || return 1
  waiting_for="a majority of the controllers to elect an active one"
  quorum >"$work/quorum"
  [ -s "$work/quorum" ] || return 1
  waiting_for="controller $(get id) to have all metadata of the active controller, $(awk '$1 == "leader" { print $2 }' "$work/quorum")"
  caught_up "$(get id)" <"$work/quorum"
}

# judge_by FOLDER: the port that must answer is that of the configuration in it.
judge_by() {
  local door place
  door=$(get door)
  place=$(sed -n 's,^listeners=CONTROLLER://,,p' "$1/server.properties")
  case $door in
    *@*) printf '%s@%s\n' "${door%%@*}" "$place" ;;
    *) printf '%s\n' "$place" ;;
  esac >"$work/set/door"
}

stop_controller() {
  if is_active "$1" && [ "$(get guard)" = yes ]; then guard_controller "$1" stopped; fi
  halt_unit "$1"
}

restart_controller() {
  if is_active "$1" && [ "$(get guard)" = yes ]; then guard_controller "$1" restarted; fi
  bring_up "$1" "$(get deadline)" controller_serves
}

start_controller() { start_up "$1" "$(get deadline)" controller_serves; }

# guard_controller UNIT OUTCOME: can the cluster do without this controller? A majority of all must be caught up without it. A
# single one may restart: brokers go on without it for that time. It may stop when no broker needs it.
guard_controller() {
  local deadline=$((SECONDS + $(get guard_deadline))) caught all brokers unanswered=0
  while :; do
    quorum >"$work/quorum"
    read -r caught all < <(voters_without "$(get id)" <"$work/quorum")
    if [ "$caught" -gt $((all / 2)) ]; then return 0; fi
    if [ "$2" = restarted ] && [ "$all" = 1 ]; then return 0; fi
    brokers=$(brokers_seen <"$work/quorum" | paste -sd ' ')
    if [ -s "$work/quorum" ]; then
      if [ -z "$brokers" ]; then return 0; fi
      unanswered=0
    else
      # One look may meet an election, or an answer that comes too late. Where no controller is active for long, nobody is served.
      unanswered=$((unanswered + 1))
      if [ "$unanswered" -ge "$looks_without_active" ]; then return 0; fi
    fi
    [ "$unanswered" -gt 0 ] || [ "$SECONDS" -lt "$deadline" ] ||
      die "$1 was not $2: broker(s) $brokers need it, and without it $caught of $all controllers have all metadata. Nothing was stopped. Start the other controllers, or stop those brokers first, then run the same command again"
    sleep 2
  done
}

remove_controller() {
  stop_service "$1"
  if [ "$(get on_remove keep)" = wipe ]; then wipe_data "$1"; fi
  rm -rf "${etc_dir:?}/$1"
}
