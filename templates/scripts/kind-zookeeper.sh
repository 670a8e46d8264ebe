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
  run_with "$unit" "$hash" "$(get deadline)" zookeeper_serves
  expect_file "$data_root/$unit/myid"
  expect_service "$unit" "$hash"
}

zookeeper_serves() {
  waiting_for="ZooKeeper to answer on $(get bind):$(get port) as a leader, follower or standalone"
  four_letter "$(get bind)" "$(get port)" srvr | grep -q '^Mode: '
}

remove_zookeeper() {
  stop_service "$1"
  if [ "$(get on_remove keep)" = wipe ]; then wipe_data "$1"; fi
  rm -rf "${etc_dir:?}/$1"
}
