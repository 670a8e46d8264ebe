#!/bin/bash
# Asks a broker in Kafka's own protocol (https://kafka.apache.org/protocol.html): Kafka's tools start a JVM for each look, which
# takes a second or more. Where an answer is not whole, the tools are asked, and tell why.
# Sourced by the host's scripts, and sent along with the probe.
# shellcheck disable=SC2154 # work: lib.sh
# shellcheck source=talk.sh # talk.sh stands before this text

# Functions of awk that read an answer, whose bytes are in `byte` from `at` on, and write a request.
# shellcheck disable=SC2016 # awk's
readonly wire_awk='
  function number(bytes,   value) { for (value = 0; bytes > 0; bytes--) value = value * 256 + byte[at++]; return value }
  # A length of -1 is no text.
  function text(   length_, value) {
    length_ = number(2)
    if (length_ > 32767) return ""
    for (value = ""; length_ > 0; length_--) value = value sprintf("%c", byte[at++])
    return value
  }
  function signed(   value) { value = number(4); return value > 2147483647 ? value - 4294967296 : value }
  function ids(   count, list) {
    for (count = number(4); count > 0 && at < n; count--) list = list (list == "" ? "" : ",") number(4)
    return list == "" ? "-" : list
  }
  function ordinal(char,   i) { if (!("A" in known)) for (i = 1; i < 128; i++) known[sprintf("%c", i)] = i; return known[char] }
  function as_number(value, bytes,   out) {
    for (out = ""; bytes > 0; bytes--) { out = sprintf("\\0%03o", value % 256) out; value = int(value / 256) }
    return out
  }
  function as_text(value,   out, i) {
    out = as_number(length(value), 2)
    for (i = 1; i <= length(value); i++) out = out as_number(ordinal(substr(value, i, 1)), 1)
    return out
  }
  # An answer begins with the correlation id of its request.
  { for (i = 1; i <= NF; i++) byte[n++] = $i }
'

# wire_ask DOOR KEY VERSION BODY: sends one request, whose body is written in octal as `printf %b` takes it, and prints the bytes of
# the answer as numbers. Nothing where none comes, or where it breaks off. DOOR as `talk` takes it.
wire_ask() {
  local header size answer
  header=$(awk -v key="$2" -v version="$3" -v length_="$((${#4} / 5))" "$wire_awk"'
    END { print as_number(10 + length_, 4) as_number(key, 2) as_number(version, 2) as_number(2, 4) as_number(65535, 2) }
  ' </dev/null)
  {
    # What is larger than 16 MiB is no answer of ours.
    size=$(head -c 4 | od -An -v -tu1 | awk '$1 == 0 { print ($2 * 256 + $3) * 256 + $4 }')
    answer=$(head -c "${size:-0}" | od -An -v -tu1)
  } < <(become_talk "$1" < <(printf %b "$header$4") 9>&-)
  # Else the connection would last until its time is up, and keep our stdout open, for whose end our reader waits.
  kill "$!" 2>/dev/null || true
  [ "$(printf '%s' "$answer" | wc -w)" != "${size:-0}" ] || printf '%s\n' "$answer"
}

# speaks_kafka DOOR: does a broker answer there? A stopped process still accepts connections, so it is asked for its API
# versions, which every version since 0.10 tells anyone.
speaks_kafka() { [ "$(wire_ask "$1" 18 0 '' | awk 'NR == 1 { print $1 $2 $3 $4 }')" = 0002 ]; }

# metadata_at DOOR none|all: what the broker there knows, of no topic or of all that it tells of; nothing where it does not answer.
#   member ID NAME:PORT
#   controller ID
#   partition NAME NUMBER LEADER REPLICAS ISR
#   topic NAME PARTITIONS -
#   refused NAME ERROR                      a topic that it does not describe, with Kafka's number of the reason
#   whole
metadata_at() {
  local topics='\0000\0000\0000\0000'
  [ "$2" = none ] || topics='\0377\0377\0377\0377'
  # Version 1 is known since Kafka 0.10.
  wire_ask "$1" 3 1 "$topics" | awk "$wire_awk"'
    END {
      at = 4
      for (brokers = number(4); brokers > 0 && at < n; brokers--) {
        id = number(4); name = text(); port = number(4); text()
        print "member", id, name ":" port
      }
      print "controller", number(4)
      for (topics = number(4); topics > 0 && at < n; topics--) {
        error = number(2); name = text(); number(1)
        if (error) print "refused", name, error
        count = partitions = number(4)
        for (; partitions > 0 && at < n; partitions--) {
          number(2); index_ = number(4); leader = signed(); replicas = ids(); isr = ids()
          print "partition", name, index_, leader < 0 ? "-" : leader, replicas, isr
        }
        # How many copies there are meant to be is not told: while partitions move, they have more.
        if (count) print "topic", name, count, "-"
      }
      if (n && at == n) print "whole"
    }'
}

# minimums_at DOOR: of the topics on stdin, a name a line: `minimum NAME VALUE` with its min.insync.replicas, `default` where that
# is Kafka's own default; and then `whole`.
minimums_at() {
  local body
  body=$(awk "$wire_awk"'
    { asked = asked as_number(2, 1) as_text($1) as_number(1, 4) as_text("min.insync.replicas") }
    END { print as_number(NR, 4) asked as_number(0, 1) }
  ')
  # Version 1 is known since Kafka 1.1.
  wire_ask "$1" 32 1 "$body" | awk -v default_source=5 "$wire_awk"'
    END {
      at = 8
      for (topics = number(4); topics > 0 && at < n; topics--) {
        error = number(2); text(); number(1); name = text()
        if (error) print "refused", name, error
        for (entries = number(4); entries > 0 && at < n; entries--) {
          text(); value = text(); number(1); source = number(1); number(1)
          for (synonyms = number(4); synonyms > 0 && at < n; synonyms--) { text(); text(); number(1) }
          print "minimum", name, source == default_source ? "default" : value
        }
      }
      if (n && at == n) print "whole"
    }'
}

# partitions_at DOOR MIN: all partitions that the broker there knows, in the lines of cluster-state.sh. MIN is the
# min.insync.replicas of topics that have the default. Fails where it refuses a topic, or does not tell of each whole; and where
# it knows no broker, as one does that the controller has not told anything since it started.
partitions_at() {
  metadata_at "$1" all >"$work/metadata"
  awk '$1 == "topic" { print $2 }' "$work/metadata" >"$work/names"
  if [ -s "$work/names" ]; then minimums_at "$1" <"$work/names"; else echo whole; fi >"$work/minimums"
  awk -v OFS='\t' -v default_min="$2" '
    $1 == "refused" { failed = 1; exit }
    $1 == "whole" { whole++ }
    $1 == "member" { members++ }
    $1 == "minimum" { minimum[$2] = $3 == "default" ? default_min : $3 }
    $1 == "topic" && minimum[$2] == "" { failed = 1; exit }
    $1 == "topic" { print $1, $2, $3, $4 }
    $1 == "partition" { print $1, $2, $3, $4, $5, $6, minimum[$2] }
    END { exit failed || whole != 2 || !members }
  ' "$work/minimums" "$work/metadata"
}
