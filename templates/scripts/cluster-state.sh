#!/bin/bash
# The state of a cluster in one normal form, which the roll, the topics and `npm run status` read. One fact a line, fields
# separated by tabs:
#   registered CHROOT ID                  a broker that is registered, and where
#   controller CHROOT ID                  the one of them that is the controller
#   topic NAME PARTITIONS COPIES          COPIES is `-` where no tool was asked
#   config NAME KEY VALUE                 a property that the description of a topic tells of; only where a tool was asked
#   partition NAME NUMBER LEADER REPLICAS ISR MIN
# LEADER is `-` where there is none; REPLICAS and ISR are ids with commas between, `-` for none; MIN is min.insync.replicas.
# shellcheck disable=SC2034,SC2154 # hopeless: kind-roll.sh; work: lib.sh
# shellcheck source-path=SCRIPTDIR

# shellcheck source=members.sh
. "$(dirname "${BASH_SOURCE[0]}")/members.sh"

# The verb: all of it, asked as the broker that the document names. Each part has a deadline of its own.
print_cluster_state() {
  registrations
  describe_topics || {
    note "waited for $waiting_for"
    exit 1
  }
}

# ask_cluster CLASS ARGS…: one of Kafka's tools, which finds the cluster by its INTERNAL listeners: that of this broker first,
# then where the others are or will be.
ask_cluster() {
  local class=$1 own
  shift
  own=$(own_listener "$(get unit '')")
  tool_properties >"$work/tool.properties"
  bounded_tool "$class" --bootstrap-server "${own:+$own,}$(get bootstrap)" --command-config "$work/tool.properties" "$@"
}

bounded_tool() {
  timeout 60 bash -c "$(declare -f kafka_tool); opt_dir=$opt_dir; "'kafka_tool "$@"' _ "$(get version)" "$@"
}

ask_topics() {
  if asks_zookeeper; then
    bounded_tool "$(get topic_tool)" --zookeeper "$(zookeeper_connect)" "$@"
  else
    ask_cluster "$(get topic_tool)" "$@"
  fi
}

# All partitions, as the controller knows them; with KRaft, as all brokers know them that answer. If these do not tell of all,
# Kafka's tool is asked, which also says why not, and takes longer: $pause says how many seconds to wait before the next look. Fails with $waiting_for where the cluster does not
# answer; $hopeless is `yes` where it refuses.
describe_topics() {
  pause=$short_pause
  if told_by_nodes; then
    cat "$work/described"
    return 0
  fi
  pause=$long_pause
  ask_topics --describe >"$work/describe" 2>"$work/describe.err" || {
    waiting_for="an answer of the cluster about its topics: $(tail -n 1 "$work/describe.err" | cut -c 1-200)"
    ! may_not "$work/describe" "$work/describe.err" || hopeless=yes
    return 1
  }
  read_description "$(get min_isr)" <"$work/describe" >"$work/described"
  asks_zookeeper || tells_all "$work/described" || return 1
  cat "$work/described"
}

told_by_nodes() { if has_kraft; then told_by_brokers; else told_by_controller; fi; }

# With KRaft, controllers tell nobody about partitions, and each broker knows them a little later than the active controller. So all
# of them are asked, and a replica is in sync only if each of them says so.
told_by_brokers() {
  local door answers=()
  rm -f "$work"/told.*
  for door in $(all_doors); do
    if partitions_at "$door" "$(get min_isr -)" >"$work/one"; then
      mv "$work/one" "$work/told.${#answers[@]}"
      answers+=("$work/told.${#answers[@]}")
    fi
  done
  [ "${#answers[@]}" -gt 0 ] || return 1
  agreed_by "${answers[@]}" >"$work/described"
  [ -z "$(untold_topics "$work/described")" ]
}

# agreed_by FILE…: partitions as all of these say: replicas are in sync where each has them so. While they disagree about a leader,
# one of those is told.
agreed_by() {
  awk -F '\t' -v OFS='\t' -v answers="$#" '
    $1 == "topic" { if (!($2 in topic)) { topic[$2] = $0; topics[++t] = $2 } next }
    $1 == "partition" {
      key = $2 OFS $3
      if (!(key in partition)) { keys[++p] = key; partition[key] = $0; leader[key] = $4 }
      if ($4 != "-") leader[key] = $4
      m = split($6 == "-" ? "" : $6, ids, ",")
      for (i = 1; i <= m; i++) said[key, ids[i]]++
    }
    END {
      for (i = 1; i <= t; i++) print topic[topics[i]]
      for (i = 1; i <= p; i++) {
        n = split(partition[keys[i]], field, "\t")
        list = ""
        m = split(field[6] == "-" ? "" : field[6], ids, ",")
        for (k = 1; k <= m; k++) if (said[keys[i], ids[k]] == answers) list = list (list == "" ? "" : ",") ids[k]
        print "partition", field[2], field[3], leader[keys[i]], field[5], list == "" ? "-" : list, field[7]
      }
    }' "$@"
}

# The broker of this host says who the controller is, which alone decides who is in sync: another broker may not have heard of it.
told_by_controller() {
  local controller door
  ! asks_zookeeper || return 1
  ask_members
  controller=$(awk '$1 == "controller" { print $2 }' "$work/members")
  for door in $(known_doors "$controller"); do
    if partitions_at "$door" "$(get min_isr -)" >"$work/described"; then
      [ -z "$(untold_topics "$work/described")" ]
      return
    fi
  done
  return 1
}

# read_description MIN: the lines of topics, of what the tool for topics describes on stdin, in any version. MIN is the
# min.insync.replicas of topics of which it tells none.
read_description() {
  awk -F '\t' -v OFS='\t' -v default_min="$1" '
    function field(label,   i, text) {
      for (i = 1; i <= NF; i++) if (index($i, label ":") == 1) {
        text = substr($i, length(label) + 2)
        gsub(/^ +| +$/, "", text)
        return text == "" ? "-" : text
      }
      return "-"
    }
    function print_property(name, property,   at) {
      at = index(property, "=")
      if (at == 0) return
      if (substr(property, 1, at - 1) == "min.insync.replicas") min = substr(property, at + 1)
      print "config", name, substr(property, 1, at - 1), substr(property, at + 1)
    }
    # What has no equals sign goes on with the value before its comma.
    function print_config(name, list,   i, n, all, whole) {
      n = split(list == "-" ? "" : list, all, ",")
      for (i = 1; i <= n; i++) {
        if (index(all[i], "=") == 0) { whole = whole "," all[i]; continue }
        print_property(name, whole)
        whole = all[i]
      }
      print_property(name, whole)
    }
    /^Topic:/ {
      min = default_min
      print "topic", field("Topic"), field("PartitionCount"), field("ReplicationFactor")
      print_config(field("Topic"), field("Configs"))
    }
    /^\tTopic:/ {
      leader = field("Leader")
      if (leader !~ /^[0-9]+$/) leader = "-"
      print "partition", field("Topic"), field("Partition"), leader, field("Replicas"), field("Isr"), min
    }'
}

# may_not FILE…: whether what Kafka's tools say there is that we are not allowed to; nothing is to be waited for then.
may_not() {
  local said
  said=$(refusal "$@") || return 1
  waiting_for="an answer of the cluster about its topics, which it refuses ($said): $(how_to_allow)"
}

# tells_all FILE: whether these lines have all topics that this broker holds: what they lack is asked for by name, which is
# either refused or not there any more.
tells_all() {
  local first
  first=$(untold_topics "$1" | head -n 1)
  [ -n "$first" ] || return 0
  ask_cluster kafka.admin.ConfigCommand --describe --entity-type topics --entity-name "$first" \
    >"$work/untold" 2>"$work/untold.err" || true
  ! may_not "$work/untold" "$work/untold.err" || {
    hopeless=yes
    return 1
  }
}
