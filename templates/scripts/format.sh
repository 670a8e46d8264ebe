#!/bin/bash
# Formats the data folder of a node of KRaft: it gets the id of its cluster before its first start, and is never formatted twice.
# shellcheck disable=SC2154 # data_root, service_user, work: lib.sh

# format_data UNIT CONFIG OPTION…: CONFIG is its server.properties; OPTION of Kafka's `kafka-storage format`. Nothing where the
# document has no cluster id, as with ZooKeeper.
format_data() {
  local config=$2 wanted found data=$data_root/$1/data
  shift 2
  wanted=$(get cluster_id '')
  [ -n "$wanted" ] || return 0
  if [ -e "$data/meta.properties" ]; then
    found=$(sed -n 's/^cluster\.id=//p' "$data/meta.properties")
    [ "$found" = "$wanted" ] ||
      die "$data has data of the cluster id $found, and this cluster's is $wanted. Nothing was changed. Move that data away, or give the cluster back the data that it had"
    own_formatted "$data"
    return 0
  fi
  note "formatting $data for the cluster id $wanted"
  kafka_tool "$(get version)" kafka.tools.StorageTool format --ignore-formatted --cluster-id "$wanted" --config "$config" "$@" \
    >"$work/format" 2>&1 ||
    die "$data could not be formatted: $(grep -v '^SLF4J' "$work/format" | tail -n 1 | cut -c 1-300)"
  own_formatted "$data"
}

# own_formatted FOLDER: gives the service user what was formatted, also by a run that ended before this.
own_formatted() {
  [ "$(stat -c %U "$1/meta.properties")" = "$service_user" ] || chown -R "$service_user:$service_user" "$1"
}
