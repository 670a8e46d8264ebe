#!/bin/bash
# What a client of clusters has on its host: a folder for each cluster, the `kafka` command, KAFKA_HOME for logins.
# shellcheck disable=SC2154 # etc_dir, scripts, work: lib.sh and host.sh

readonly client_dir=$etc_dir/client
readonly kafka_command=/usr/local/bin/kafka
readonly login_profile=/etc/profile.d/kafka-proxied.sh
readonly cluster_files='cluster client.properties producer.properties consumer.properties'

converge_client() {
  local cluster name
  command_is_ours || die "$kafka_command is not ours, so it was left alone and nothing was changed. Move it away, then run 'npm run up' again"
  [ "$(sha256sum <"$scripts/kafka.sh" | cut -d ' ' -f 1)" = "$(get command_sha256)" ] ||
    die "the scripts on this host are those of another release of kafka-proxied; nothing was changed. Run 'npm run up' again"
  make_dir "$client_dir" 755 root:root
  for name in $(get common); do place "$work/files/$name" "$client_dir/$name" 644; done
  for cluster in $(get clusters); do
    make_dir "$client_dir/$cluster" 755 root:root
    for name in $cluster_files; do place "$work/files/$cluster.$name" "$client_dir/$cluster/$name" 644; done
    place_or_remove "$work/files/$cluster.zookeeper.properties" "$client_dir/$cluster/zookeeper.properties"
  done
  remove_unlisted
  place "$scripts/kafka.sh" "$kafka_command" 755
  place "$work/files/login-profile" "$login_profile" 644
}

# place SOURCE TARGET MODE
place() {
  write_file "$1" "$2" "$3" root:root
  expect_file "$2"
}

place_or_remove() {
  if [ -f "$1" ]; then place "$1" "$2" 644; else rm -f "$2"; fi
}

# A `kafka` that someone else put there, perhaps a link into their own installation, has another second line.
command_is_ours() {
  [ -e "$kafka_command" ] || [ -L "$kafka_command" ] || return 0
  [ ! -L "$kafka_command" ] && [ -f "$kafka_command" ] && sed -n 2p "$kafka_command" | grep -q '^# kafka-proxied: '
}

remove_unlisted() {
  local path listed
  listed=" $(get clusters) $(get common) "
  for path in "$client_dir"/*; do
    case $listed in
      *" $(basename "$path") "*) ;;
      *) rm -rf "$path" ;;
    esac
  done
}

remove_client() {
  rm -rf "${client_dir:?}"
  if command_is_ours; then rm -f "$kafka_command"; fi
  rm -f "$login_profile"
}
