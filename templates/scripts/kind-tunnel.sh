#!/bin/bash
# One SSH tunnel on its client: configuration, pinned host key, unit; restarted only for other content, ready when it has
# logged in and listens.
# shellcheck disable=SC2154,SC2034 # etc_dir, …: lib.sh; waiting_for is read by await_ready

converge_tunnel() {
  local unit=$1 hash key
  hash=$(get conf)
  key=$etc_dir/$unit/keys/$(get key)
  if ! command -v ssh >/dev/null; then install_package 'the OpenSSH client' openssh-client openssh-clients; fi
  [ -f "$key" ] || die "the key of $unit is not here; run 'npm run up' again"
  stage_conf "$unit" "$hash"
  run_with "$unit" "$hash" "$(get deadline)" tunnel_stands
  find "$etc_dir/$unit/keys" -type f ! -path "$key" -delete
  expect_service "$unit" "$hash"
  expect_command "$(command -v ssh)"
}

# systemd calls it active once ssh went into the background, which it does when it has logged in and listens.
tunnel_stands() { waiting_for="nothing"; }

stop_tunnel() { halt_unit "$1"; }

start_tunnel() { start_up "$1" "$(get deadline)" tunnel_stands; }

restart_tunnel() { bring_up "$1" "$(get deadline)" tunnel_stands; }

remove_tunnel() {
  stop_service "$1"
  rm -rf "${etc_dir:?}/$1"
}
