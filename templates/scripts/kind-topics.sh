#!/bin/bash
# The declared topics of one cluster: created, and altered to what is declared. Nothing is ever deleted, and what
# Kafka can't do is refused for all topics at once, before the first is touched.
# shellcheck disable=SC2154,SC2046 # etc_dir, data_root, work: lib.sh; lists are meant to be split

readonly remembered_dir=$etc_dir/topics

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
  # The data may be wiped, and the topics with it: then it is another cluster's id that stands here.
  expect_file "$meta"
}

# Topics are data: they stay.
remove_topics() {
  rm -f "$remembered_dir/$1"
  rmdir "$remembered_dir" 2>/dev/null || true
}

wait_or_give_up() {
  [ "$SECONDS" -lt "$deadline" ] ||
    die "the declared topics are not in place: after $(get deadline) s still waiting for $waiting_for. Look at 'npm run status', then run 'pulumi up' again: it goes on from here"
  sleep 1
}

# A topic with as many copies as brokers can't be made before the last of them is registered.
await_brokers() {
  local id missing
  while :; do
    missing=
    registered_brokers "$(get chroot '')" $(get zookeeper) >"$work/registered"
    for id in $(get brokers); do grep -qx "$id" "$work/registered" || missing="$missing $id"; done
    [ -n "$missing" ] || return 0
    waiting_for="broker(s)$missing to be registered in ZooKeeper"
    wait_or_give_up
  done
}

# tool CLASS ARGS…: its answer goes to $work/answer, what it says besides to $work/said.
tool() {
  local class=$1
  shift
  kafka_tool "$(get version)" "$class" --bootstrap-server "$(get bootstrap)" \
    --command-config "$work/files/client.properties" "$@" >"$work/answer" 2>"$work/said"
}

topic_tool() { tool "$(get topic_tool)" "$@"; }

config_tool() { tool "$(get config_tool)" --entity-type topics "$@"; }

# What the tool gave as its reason: the last exception's text, else its first words.
reason() {
  local text
  cat "$work/answer" "$work/said" >"$work/told"
  text=$(grep -oE '[A-Za-z]+Exception: .*' "$work/told" | tail -n 1 | sed 's/ *([a-zA-Z.$]*)$//' || true)
  [ -n "$text" ] || text=$(grep -m 1 -v -e '^WARNING' -e '^$' "$work/told" || true)
  printf '%s\n' "${text:0:400}"
}

# All topics as they are: `name partitions copies` in $work/topics, `name partition leader replicas isr` in
# $work/partitions. One start of Java for everything.
look() {
  waiting_for="an answer of the cluster about its topics"
  topic_tool --describe || {
    waiting_for="$waiting_for, which says: $(reason)"
    return 1
  }
  awk -F '\t' -v topics="$work/topics" -v partitions="$work/partitions" '
    function field(label,   i, text) {
      for (i = 1; i <= NF; i++) if (index($i, label ":") == 1) {
        text = substr($i, length(label) + 2)
        gsub(/ /, "", text)
        return text == "" ? "-" : text
      }
      return "-"
    }
    BEGIN { printf "" > topics; printf "" > partitions }
    /^Topic:/ { print field("Topic"), field("PartitionCount"), field("ReplicationFactor") > topics }
    /^\tTopic:/ { print field("Topic"), field("Partition"), field("Leader"), field("Replicas"), field("Isr") > partitions }
  ' "$work/answer"
}

# Declared topics with what is there: `name partitions copies partitions-now copies-now`; `-` where there is none.
compared() {
  awk 'NR == FNR { now[$1] = $2 " " $3; next } { print $2, $3, $4, ($2 in now ? now[$2] : "- -") }' \
    "$work/topics" "$work/declared"
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

# Properties that are set on topics, `name key value` in $work/config. Asked only where an existing topic has declared
# ones, or had some before.
look_at_config() {
  : >"$work/config"
  awk '
    FILENAME == ARGV[1] { existing[$1] = 1; next }
    FILENAME == ARGV[2] && $1 == "topic" { declared[$2] = 1; next }
    { name = FILENAME == ARGV[2] ? $2 : $1 }
    (name in existing) && (name in declared)
  ' "$work/topics" "$work/files/topics" "$work/remembered" >"$work/with-config"
  [ -s "$work/with-config" ] || return 0
  config_tool --describe || die "the properties of the topics can't be read: $(reason)"
  awk '
    /^Dynamic configs for topic / { name = $5; next }
    match($0, / sensitive=(true|false) synonyms=/) {
      line = substr($0, 3, RSTART - 3)
      at = index(line, "=")
      print name, substr(line, 1, at - 1), substr(line, at + 1)
    }
  ' "$work/answer" >"$work/config"
}

# remember declared|intended: which properties were set from here, `name key`, because only these are ever taken off
# again. While they are being changed, both the old and the new ones count, so that an interrupted run forgets none.
# Topics that are no longer declared keep what they were given.
remember() {
  make_dir "$etc_dir" 755 root:root
  make_dir "$remembered_dir" 755 root:root
  awk -v mode="$1" '
    FILENAME == ARGV[1] { if ($1 == "topic") declared[$2] = 1; else print $2, $3; next }
    mode == "intended" || !($1 in declared)
  ' "$work/files/topics" "$work/remembered" | sort -u >"$work/to-remember"
  write_file "$work/to-remember" "$remembered" 644 root:root
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

# `key value` of one declared topic.
declared_config() { awk -v name="$1" '$1 == "config" && $2 == name { print substr($0, length($1 $2) + 3) }' "$work/files/topics"; }

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

# Keys that were set from here, are set still, and are no longer declared.
taken_off() {
  awk -v name="$1" '$1 == name { print $2 }' "$work/remembered" | sort -u |
    comm -23 - <(cut -d ' ' -f 1 "$work/wanted" | sort -u) |
    comm -12 - <(cut -d ' ' -f 1 "$work/now" | sort -u)
}

alter_topic() {
  local name=$1 taken=$2 options=()
  if [ -s "$work/to-set" ]; then
    # A properties file, because the option would split a value at its commas.
    sed 's/\\/\\\\/g; s/ /=/' "$work/to-set" >"$work/to-set.properties"
    options+=(--add-config-file "$work/to-set.properties")
  fi
  if [ -n "$taken" ]; then options+=(--delete-config "$taken"); fi
  note "properties of topic $name: setting $(cut -d ' ' -f 1 "$work/to-set" | paste -sd ',')${taken:+, taking off $taken}"
  config_tool --alter --entity-name "$name" "${options[@]}" || die "the properties of topic $name can't be set: $(reason)"
}

# A topic counts as made when every partition is led and all its copies are in sync.
await_in_sync() {
  if [ "$changed" = no ] && in_sync; then return 0; fi
  while :; do
    if look && in_sync; then return 0; fi
    wait_or_give_up
  done
}

in_sync() {
  awk '
    FILENAME == ARGV[1] { count[$2] = $3; next }
    !($1 in count) { next }
    {
      seen[$1]++
      if ($3 !~ /^[0-9]+$/) print $1 "-" $2 " to have a leader"
      else if (split($5, isr, ",") < split($4, replicas, ",")) print $1 "-" $2 " to have replicas " $4 " in sync (" $5 " are)"
    }
    END { for (name in count) if (seen[name] + 0 < count[name]) print name " to have " count[name] " partitions (" seen[name] + 0 " are known)" }
  ' "$work/declared" "$work/partitions" >"$work/lacking"
  [ -s "$work/lacking" ] || return 0
  waiting_for="$(wc -l <"$work/lacking") partition(s) or topic(s): $(head -n 5 "$work/lacking" | paste -sd ';' | sed 's/;/; /g')"
  return 1
}
