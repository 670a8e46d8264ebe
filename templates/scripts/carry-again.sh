#!/bin/bash
# Has a MirrorMaker 2 begin anew with some topics: what it keeps of how far it is lies in a topic of its target, and only a
# process that starts reads that.
# shellcheck disable=SC2154 # etc_dir, work: lib.sh; mirror: kind-mirror.sh

# carry_again_mirror UNIT TOPIC…
carry_again_mirror() {
  mirror=$1
  shift
  local conf=$etc_dir/$mirror/current
  [ -n "$(get offsets_topic '')" ] || die "$mirror is a MirrorMaker 1, which keeps its place as a group at the source: 'kafka consumer-groups --reset-offsets' moves that, while it is stopped"
  source_properties "$conf/mirror.properties" >"$work/source.properties"
  : >"$work/begin-anew"
  begin_anew "$@" >"$work/begin-anew"
  halt_unit "$mirror"
  if ! keep_offsets "$conf/target.properties" <"$work/begin-anew"; then
    restart_unit "$mirror"
    die "the offsets that $mirror keeps could not be changed, and it was started again as it was: $(tail -n 1 "$work/said" | cut -c 1-300)"
  fi
  note "$(wc -l <"$work/begin-anew") partition(s) of $* begin anew"
  bring_up "$mirror" "$(get deadline)" mirror_runs
}

# How a client of the source connects, as the mirror does.
source_properties() { sed -n "s/^$(get source)\.\(bootstrap\.servers\|security\.protocol\|ssl\.[a-z.]*\)=/\1=/p" "$1"; }

# begin_anew TOPIC…: for each partition at the source the record by which Connect knows its offset (JsonConverter on
# MirrorUtils.wrapPartition, Kafka 2.4 to 3.9), with an offset before the first one.
begin_anew() {
  local topic count partition servers
  servers=$(sed -n 's/^bootstrap\.servers=//p' "$work/source.properties")
  for topic in "$@"; do
    timeout 120 bash -c "$(declare -f kafka_tool); opt_dir=$opt_dir; "'kafka_tool "$@"' _ "$(get version)" "$(get topic_tool)" \
      --bootstrap-server "$servers" --command-config "$work/source.properties" \
      --describe --topic "${topic//./\\.}" >"$work/answer" 2>"$work/said" || true
    count=$(sed -n 's/^Topic:.*PartitionCount: *\([0-9]*\).*/\1/p' "$work/answer" | head -n 1)
    [ -n "$count" ] ||
      die "$(get source) tells nothing of the topic $topic, so nothing was touched: $(cat "$work/answer" "$work/said" | grep -m 1 . | cut -c 1-300)"
    for ((partition = 0; partition < count; partition++)); do
      printf '["MirrorSourceConnector",{"cluster":"%s","partition":%d,"topic":"%s"}]\t{"offset":-1}\n' "$(get source)" "$partition" "$topic"
    done
  done
}

# Kafka's producer puts a key where Connect's did.
keep_offsets() {
  timeout 120 bash -c "$(declare -f kafka_tool); opt_dir=$opt_dir; "'kafka_tool "$@"' _ "$(get version)" "$(get producer)" \
    --bootstrap-server "$(get bootstrap)" --producer.config "$1" --topic "$(get offsets_topic)" \
    --property parse.key=true --producer-property acks=all >/dev/null 2>"$work/said" &&
    ! grep -q -e ' ERROR ' -e Exception "$work/said"
}
