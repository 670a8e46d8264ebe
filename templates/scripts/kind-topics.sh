#!/bin/bash
# The declared topics of one cluster: created, and altered to what is declared. Nothing is ever deleted, and what
# Kafka can't do is refused for all topics at once, before the first is touched.
# shellcheck disable=SC2154,SC2046 # etc_dir, data_root, work: lib.sh; lists are meant to be split

# shellcheck source-path=SCRIPTDIR source=cluster-state.sh
. "$scripts/cluster-state.sh"
# shellcheck source-path=SCRIPTDIR source=topics-state.sh
. "$scripts/topics-state.sh"

readonly remembered_dir=$etc_dir/topics
readonly declared_dir=$etc_dir/declared-topics

converge_topics() {
  local cluster=$1 meta
  remembered=$remembered_dir/$cluster
  meta=$data_root/$(get unit)/data/meta.properties
  deadline=$((SECONDS + $(get deadline)))
  changed=no
  : >"$work/remembered"
  [ ! -e "$remembered" ] || cp "$remembered" "$work/remembered"
  grep '^topic ' "$work/files/topics" >"$work/declared" || true
  if [ -s "$work/declared" ]; then
    tool_properties >>"$work/files/client.properties"
    await_brokers
    until look; do wait_or_give_up; done
    refuse_impossible "$cluster"
    look_at_config
    remember intended
    create_missing
    add_partitions
    alter_config
    await_in_sync
  fi
  remember declared
  expect_file "$remembered"
  # The probe tells of it, so that a preview can say what a change costs.
  make_dir "$declared_dir" 755 root:root
  write_file "$work/files/topics" "$declared_dir/$cluster" 644 root:root
  expect_file "$declared_dir/$cluster"
  # The data may be wiped, and the topics with it: then it is another cluster's id that stands here.
  expect_file "$meta"
}

# Topics are data: they stay.
remove_topics() {
  rm -f "$remembered_dir/$1" "$declared_dir/$1"
  rmdir "$remembered_dir" "$declared_dir" 2>/dev/null || true
}

wait_or_give_up() {
  [ "$SECONDS" -lt "$deadline" ] ||
    die "the declared topics are not in place: after $(get deadline) s still waiting for $waiting_for. Look at 'npm run status', then run 'npm run up' again: it goes on from here"
  sleep 1
}

# A topic with as many copies as brokers can't be made before the last of them is registered.
await_brokers() {
  local id missing
  while :; do
    missing=
    registered_brokers >"$work/registered"
    for id in $(get brokers); do grep -qx "$id" "$work/registered" || missing="$missing $id"; done
    [ -n "$missing" ] || return 0
    waiting_for="broker(s)$missing to be registered in $(registry)"
    wait_or_give_up
  done
}

refuse_impossible() {
  local cluster=$1 path name partitions copies partitions_now copies_now refused=0
  while read -r name partitions copies partitions_now copies_now; do
    [ "$partitions_now" != - ] || continue
    # As `pulumi config set --path` takes it.
    path=kafka-proxied:clusters.$cluster.topics.$name
    case $name in *.*) path="kafka-proxied:clusters.$cluster.topics[\"$name\"]" ;; esac
    if [ "$partitions" -lt "$partitions_now" ]; then
      refused=$((refused + 1))
      note "$path.partitions: the topic has $partitions_now partitions, $partitions are asked for. Kafka can't take partitions away: their records would go, too. Ask for $partitions_now or more; for fewer, declare a new topic and move its writers and readers there"
    fi
    if [ "$copies" != "$copies_now" ]; then
      refused=$((refused + 1))
      note "$path.replicationFactor: each partition has $copies_now copies, $copies are asked for. That moves data between brokers, which is never started from here. Ask for $copies_now; or move them first with 'kafka reassign-partitions --cluster $cluster', then ask for $copies"
    fi
  done < <(compared)
  [ "$refused" = 0 ] || die "$refused change(s) of topics can't be made; they are listed above. No topic was changed"
}

create_missing() {
  local name partitions copies partitions_now
  while read -r name partitions copies partitions_now _ <&3; do
    if [ "$partitions_now" = - ]; then create_topic "$name" "$partitions" "$copies"; fi
  done 3< <(compared)
}

create_topic() {
  local name=$1 partitions=$2 copies=$3 options=() key value
  while read -r key value; do options+=(--config "$key=$value"); done < <(declared_config "$name")
  note "creating topic $name: $partitions partition(s), $copies of each"
  until topic_tool --create --if-not-exists --topic "$name" --partitions "$partitions" --replication-factor "$copies" \
    ${options[@]+"${options[@]}"}; do
    # A broker that registered a moment ago may not have reached the controller's view yet.
    grep -qiE 'larger than available brokers|InvalidReplicationFactor|TimeoutException|NotController' "$work/answer" "$work/said" ||
      die "topic $name can't be created: $(reason)"
    waiting_for="topic $name to be created, to which Kafka says: $(reason)"
    wait_or_give_up
  done
  changed=yes
}

# Topics that grow to the same number share one start of Java.
add_partitions() {
  local count names
  compared | awk '$4 != "-" && $2 > $4 { print $2, $1 }' >"$work/growing"
  cut -d ' ' -f 1 "$work/growing" | sort -nu >"$work/counts"
  while read -r count <&3; do
    names=$(awk -v count="$count" '$1 == count { print $2 }' "$work/growing" | paste -sd '|')
    note "adding partitions, up to $count: ${names//|/, }"
    # The tool takes a pattern, in which a dot stands for any character.
    topic_tool --alter --topic "${names//./\\.}" --partitions "$count" ||
      die "${names//|/, }: partitions can't be added: $(reason)"
    changed=yes
  done 3<"$work/counts"
}

# One start of Java for each existing topic whose properties differ.
alter_config() {
  local name partitions_now taken
  while read -r name _ _ partitions_now _ <&3; do
    [ "$partitions_now" != - ] || continue
    declared_config "$name" >"$work/wanted"
    awk -v name="$name" '$1 == name { print substr($0, length(name) + 2) }' "$work/config" >"$work/now"
    grep -vxFf "$work/now" "$work/wanted" >"$work/to-set" || true
    taken=$(taken_off "$name" | paste -sd ,)
    if [ -s "$work/to-set" ] || [ -n "$taken" ]; then alter_topic "$name" "$taken"; fi
  done 3< <(compared)
}

alter_topic() {
  local name=$1 taken=$2 options=()
  note "setting properties of topic $name: $({
    cut -d ' ' -f 1 "$work/to-set"
    if [ -n "$taken" ]; then echo "without $taken"; fi
  } | paste -sd , | sed 's/,/, /g')"
  if asks_zookeeper; then
    alter_in_zookeeper "$name" "$taken"
    return 0
  fi
  if [ -s "$work/to-set" ]; then
    # A properties file, because the option would split a value at its commas.
    sed 's/\\/\\\\/g; s/ /=/' "$work/to-set" >"$work/to-set.properties"
    options+=(--add-config-file "$work/to-set.properties")
  fi
  if [ -n "$taken" ]; then options+=(--delete-config "$taken"); fi
  config_tool --alter --entity-name "$name" "${options[@]}" || die "the properties of topic $name can't be set: $(reason)"
}

# The tool for properties of that time splits values at their commas, and the one for topics does not.
alter_in_zookeeper() {
  local name=$1 options=() key value
  while read -r key value; do options+=(--config "$key=$value"); done <"$work/to-set"
  for key in ${2//,/ }; do options+=(--delete-config "$key"); done
  topic_tool --alter --topic "${name//./\\.}" "${options[@]}" || die "the properties of topic $name can't be set: $(reason)"
}

# A topic counts as made when every partition is led and all its copies are in sync.
await_in_sync() {
  if [ "$changed" = no ] && in_sync; then return 0; fi
  while :; do
    if look_again && in_sync; then return 0; fi
    wait_or_give_up
  done
}
