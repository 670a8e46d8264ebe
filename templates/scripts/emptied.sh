#!/bin/bash
# A broker whose data folder is there and holds nothing, such as one with a new disk: the folder gets its owner, the broker is
# let to start only if nobody loses records by that, and counts as started when all of its partitions are copied again.
# shellcheck disable=SC2154,SC2034,SC2046 # data_root, etc_dir, work, …: lib.sh; waiting_for is read by await_ready

# Seconds after which a run no longer waits for copies that still come: the script itself may take an hour.
readonly copy_limit=3300

# make_data_dir UNIT
make_data_dir() {
  make_dir "$data_root" 755 root:root
  make_dir "$data_root/$1" 750 "$service_user:$service_user"
  make_dir "$data_root/$1/data" 750 "$service_user:$service_user"
}

# own_emptied_data UNIT: what `up` and `start` do before a start. Sets $emptied: yes where a broker that has partitions has no data.
own_emptied_data() {
  local unit=$1
  emptied=no
  ! is_active "$unit" || ends_again "$unit" || return 0
  [ ! -e "$data_root/$unit/data" ] || has_no_records "$data_root/$unit/data" || return 0
  if [ -L "$etc_dir/$unit/good" ]; then emptied=yes; fi
  guard_emptied "$unit"
  make_data_dir "$unit"
}

# guard_emptied UNIT: a broker that alone is in sync leads at its start, whatever it has, and the others drop what they have more.
guard_emptied() {
  local deadline=$((SECONDS + $(get guard_deadline))) others
  others=$(get brokers | tr ' ' '\n' | grep -vx "$(get id)" | paste -sd ' ' || true)
  [ -n "$others" ] || return 0
  until registered_brokers | grep -vx "$(get id)" >"$work/registered" &&
    describe_topics >"$work/before"; do
    # The first start of a cluster, or of its first broker.
    [ "$emptied" = yes ] || return 0
    [ "$SECONDS" -lt "$deadline" ] ||
      die "$1 was not started: its data folder is empty, and no other broker answers who could say whether they still need what it had (broker(s) $others). Start those first, then run the same command again"
    sleep 2
  done
  # A host that was set up anew does not know what it had.
  if awk -F '\t' -v id="$(get id)" '$1 == "partition" && index("," $5 ",", "," id ",") { found = 1 } END { exit !found }' "$work/before"; then emptied=yes; fi
  held_alone_by "$(get id)" <"$work/before" >"$work/alone"
  [ ! -s "$work/alone" ] ||
    die "$1 was not started: its data folder $data_root/$1/data is empty, and it is the only broker that is in sync for $(wc -l <"$work/alone") partition(s), such as $(head -n 3 "$work/alone" | paste -sd ' '). Started now, it would lead them without records, and the other copies would be emptied, too. Bring back the disk that it had. If that disk is lost, let other copies lead, without the last records that only this broker had ('kafka leader-election --election-type unclean --all-topic-partitions'), then run the same command again"
  [ "$emptied" = no ] || note "the data folder of broker $(get id) is empty: it copies its partitions again from broker(s) $others"
}

# Partitions that other brokers hold as well, and for which broker $1 alone is in sync. Lines are those of cluster-state.sh.
held_alone_by() { awk -F '\t' -v id="$1" '$1 == "partition" && $6 == id && $5 != id { print $2 "-" $3 }'; }

# await_copied UNIT: until the broker is in sync for all that it holds. Gives up when its data has not grown for as long as a
# start may take.
await_copied() {
  local unit=$1 now size=-1 began=$SECONDS deadline
  sync_pending=yes
  until broker_serves; do
    now=$(du -sk "$data_root/$unit/data" 2>/dev/null | cut -f 1)
    if [ "${now:-0}" -gt "$size" ]; then
      size=${now:-0}
      deadline=$((SECONDS + $(get deadline)))
      note "$unit has copied $((size / 1024)) MiB"
    fi
    [ "$SECONDS" -lt "$deadline" ] ||
      die "$unit runs, but copies nothing any more: still waiting for $waiting_for. See 'npm run logs -- $(uname -n) $unit'"
    [ $((SECONDS - began)) -lt "$copy_limit" ] ||
      die "$unit runs and still copies its data ($((size / 1024)) MiB so far), which goes on by itself. Run 'npm run up' again when $waiting_for is over"
    sleep 5
  done
}

# note_mount UNIT: on which mount the data of a broker that is ready lies. Where nothing is mounted there one day, the folder below
# is empty, and looks like that of a broker with a new disk.
note_mount() {
  df --output=target "$data_root/$1/data" | tail -n 1 >"$work/data-mount"
  write_file "$work/data-mount" "$etc_dir/$1/data-mount" 640 "root:$service_user"
}
