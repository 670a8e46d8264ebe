#!/bin/bash
# Stages one broker's configuration and makes its data directory. Nothing is restarted here: the roll does that.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=format.sh
. "$(dirname "${BASH_SOURCE[0]}")/format.sh"

converge_broker() {
  local unit=$1 found wanted
  wanted=$(get id)
  found=$(sed -n 's/^\(broker\|node\)\.id=//p' "$data_root/$unit/data/meta.properties" 2>/dev/null || true)
  [ -z "$found" ] || [ "$found" = "$wanted" ] ||
    die "$data_root/$unit holds the data of broker $found, not of broker $wanted. Nothing was changed. Give the broker its old id back, or move that data away"
  stage_conf "$unit" "$(get conf)"
  make_data_dir "$unit"
}

# format_broker UNIT CONF: nothing where it is formatted already, or has ZooKeeper. Behind what says whether it may start empty.
format_broker() { format_data "$1" "$etc_dir/$1/conf/$2/server.properties" --no-initial-controllers; }

# A roll that failed at its first start is in no state, and its broker may run all the same.
remove_broker() {
  stop_service "$1"
  if [ "$(get on_remove keep)" = wipe ]; then wipe_data "$1"; fi
  rm -rf "${etc_dir:?}/$1"
}
