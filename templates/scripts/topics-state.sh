#!/bin/bash
# What kind-topics.sh knows of topics: as they are, as they are declared, what was set on them from here.
# shellcheck disable=SC2034,SC2154 # waiting_for is for the one who waits; work, remembered: lib.sh, kind-topics.sh

# tool CLASS ARGS…: its answer goes to $work/answer, what it says besides to $work/said.
tool() {
  local class=$1
  shift
  kafka_tool "$(get version)" "$class" --bootstrap-server "$(get bootstrap)" \
    --command-config "$work/files/client.properties" "$@" >"$work/answer" 2>"$work/said"
}

topic_tool() {
  if asks_zookeeper; then
    kafka_tool "$(get version)" "$(get topic_tool)" --zookeeper "$(zookeeper_connect)" "$@" >"$work/answer" 2>"$work/said"
  else
    tool "$(get topic_tool)" "$@"
  fi
}

config_tool() { tool "$(get config_tool)" --entity-type topics "$@"; }

# What the tool gave as its reason: the last exception's text, else its first words; and what to do about a refusal.
reason() {
  local text
  cat "$work/answer" "$work/said" >"$work/told"
  text=$(grep -oE '[A-Za-z]+Exception: .*' "$work/told" | tail -n 1 | sed 's/ *([a-zA-Z.$]*)$//' || true)
  [ -n "$text" ] || text=$(grep -m 1 -v -e '^WARNING' -e '^$' "$work/told" || true)
  text=${text:0:400}
  if ! asks_zookeeper && refusal "$work/told" >/dev/null; then text="$text: $(how_to_allow)"; fi
  printf '%s\n' "$text"
}

# All topics as they are, in $work/state, in the lines of cluster-state.sh. One start of Java for everything.
look() {
  waiting_for="an answer of the cluster about its topics"
  topic_tool --describe || {
    ! refusal "$work/answer" "$work/said" >/dev/null || die "the declared topics can't be looked at: $(reason)"
    waiting_for="$waiting_for, which says: $(reason)"
    return 1
  }
  read_description - <"$work/answer" >"$work/state"
}

# For who waits for partitions: without a start of Java, if that is enough.
look_again() {
  if told_by_controller; then mv -f "$work/described" "$work/state"; else look; fi
}

# Declared topics with what is there: `name partitions copies partitions-now copies-now`; `-` where there is none.
compared() {
  awk '
    is_state { if ($1 == "topic") now[$2] = $3 " " $4; next }
    { print $2, $3, $4, ($2 in now ? now[$2] : "- -") }
  ' is_state=1 FS='\t' "$work/state" is_state=0 FS=' ' "$work/declared"
}

# Properties that are set on topics, `name key value` in $work/config. Asked only where an existing topic has declared
# ones, or had some before.
look_at_config() {
  : >"$work/config"
  awk '
    is_state { if ($1 == "topic") existing[$2] = 1; next }
    is_declared && $1 == "topic" { declared[$2] = 1; next }
    { name = is_declared ? $2 : $1 }
    (name in existing) && (name in declared)
  ' is_state=1 FS='\t' "$work/state" is_state=0 FS=' ' is_declared=1 "$work/files/topics" is_declared=0 "$work/remembered" \
    >"$work/with-config"
  [ -s "$work/with-config" ] || return 0
  # ZooKeeper knows what was set on a topic; brokers tell of their own files' properties as well.
  if asks_zookeeper; then
    awk -F '\t' '$1 == "config" { print $2, $3, $4 }' "$work/state" >"$work/config"
    return 0
  fi
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

# `key value` of one declared topic.
declared_config() { awk -v name="$1" '$1 == "config" && $2 == name { print substr($0, length($1 $2) + 3) }' "$work/files/topics"; }

# Keys that were set from here, are set still, and are no longer declared.
taken_off() {
  awk -v name="$1" '$1 == name { print $2 }' "$work/remembered" | sort -u |
    comm -23 - <(cut -d ' ' -f 1 "$work/wanted" | sort -u) |
    comm -12 - <(cut -d ' ' -f 1 "$work/now" | sort -u)
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

# Copies on a broker that is gone for good, or no longer the stack's, are not waited for.
in_sync() {
  awk -v brokers=" $(get brokers) " '
    function lacking(replicas, isr,   i, n, all) {
      n = split(replicas, all, ",")
      for (i = 1; i <= n; i++) if (index(brokers, " " all[i] " ") && index("," isr ",", "," all[i] ",") == 0) return 1
      return 0
    }
    is_declared { count[$2] = $3; next }
    $1 != "partition" || !($2 in count) { next }
    {
      seen[$2]++
      if ($4 == "-") print $2 "-" $3 " to have a leader"
      else if (lacking($5, $6)) print $2 "-" $3 " to have replicas " $5 " in sync (" $6 " are)"
    }
    END { for (name in count) if (seen[name] + 0 < count[name]) print name " to have " count[name] " partitions (" seen[name] + 0 " are known)" }
  ' is_declared=1 "$work/declared" is_declared=0 FS='\t' "$work/state" >"$work/lacking"
  [ -s "$work/lacking" ] || return 0
  waiting_for="$(wc -l <"$work/lacking") partition(s) or topic(s): $(head -n 5 "$work/lacking" | paste -sd ';' | sed 's/;/; /g')"
  return 1
}
