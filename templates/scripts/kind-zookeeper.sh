#!/bin/bash
# One ZooKeeper server: configuration, myid, unit; restarted only for other content, ready when it serves.
# shellcheck disable=SC2154,SC2034 # etc_dir, …: lib.sh; waiting_for is read by await_ready

converge_zookeeper() {
  local unit=$1 hash
  hash=$(get conf)
  stage_conf "$unit" "$hash"
  make_dir "$data_root" 755 root:root
  make_dir "$data_root/$unit" 750 "$service_user:$service_user"
  get id >"$work/myid"
  write_file "$work/myid" "$data_root/$unit/myid" 644 "$service_user:$service_user"
  # It reads its stores when it starts, and never again.
  if [ "$(loaded_stores "$unit")" != "$(wanted_stores "$unit")" ]; then rm -f "$run_dir/$unit/started"; fi
  run_with "$unit" "$hash" "$(get deadline)" zookeeper_serves
  expect_file "$data_root/$unit/myid"
  expect_service "$unit" "$hash"
  [ -z "$(wanted_stores "$unit")" ] || expect_stores "$unit" "$(loaded_stores "$unit")"
}

zookeeper_serves() {
  local door
  door=$(get door)
  waiting_for="ZooKeeper to answer on ${door##*@} as a leader, follower or standalone"
  four_letter "$door" srvr | grep -q '^Mode: '
}

# judge_by FOLDER: the port that must answer is that of the configuration in it.
judge_by() {
  awk -F = -v unit="${unit:?}" '
    { said[$1] = $2 }
    END {
      if ("secureClientPort" in said) print unit "@" said["secureClientPortAddress"] ":" said["secureClientPort"]
      else print said["clientPortAddress"] ":" said["clientPort"]
    }
  ' "$1/zoo.cfg" >"$work/set/door"
}

stop_zookeeper() {
  if is_active "$1"; then guard_zookeeper "$1"; fi
  halt_unit "$1"
}

# A single server may restart while brokers run: they wait for it as long as their sessions last.
restart_zookeeper() {
  if is_active "$1" && [ -n "$(get others)" ]; then guard_zookeeper "$1"; fi
  bring_up "$1" "$(get deadline)" zookeeper_serves
}

start_zookeeper() { start_up "$1" "$(get deadline)" zookeeper_serves; }

# Can the brokers do without this server? The others must be a majority of the ensemble.
guard_zookeeper() {
  local deadline=$((SECONDS + $(get guard_deadline))) server serving all brokers
  [ "$(get guard)" = yes ] || return 0
  while :; do
    serving=0 all=1
    for server in $(get others); do
      all=$((all + 1))
      if four_letter "$server" srvr | grep -q '^Mode: '; then serving=$((serving + 1)); fi
    done
    if [ "$serving" -gt $((all / 2)) ]; then return 0; fi
    brokers=$(registered_brokers "$(get door)" | paste -sd ' ')
    if [ -z "$brokers" ]; then return 0; fi
    [ "$SECONDS" -lt "$deadline" ] ||
      die "$1 was not touched: broker(s) $brokers need it, and without it $serving of $all servers serve. Stop those brokers first, or start the other servers"
    sleep 2
  done
}

remove_zookeeper() {
  stop_service "$1"
  if [ "$(get on_remove keep)" = wipe ]; then wipe_data "$1"; fi
  rm -rf "${etc_dir:?}/$1"
}
