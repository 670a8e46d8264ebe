#!/bin/bash
# Asks controllers (KRaft) for the state of their quorum, in Kafka's own protocol. Sourced by the host's scripts, and sent along
# with the probe.
# shellcheck disable=SC2154 # wire_awk: wire.sh
# shellcheck source=wire.sh # wire.sh stands before this text

# Milliseconds by which a node may lag behind the active controller and count as caught up: the active one writes a record of its
# own each 500 ms (metadata.max.idle.interval.ms).
readonly caught_up_ms=3000

# quorum_at DOOR: what the active controller there tells, or a broker in its name; nothing from a controller that is not active.
#   leader ID
#   voter ID MILLISECONDS       since when it has not had all that the active one has; 0 for that one itself
#   observer ID MILLISECONDS    the same of brokers, and of controllers that do not vote
quorum_at() {
  # DescribeQuorum (KIP-595), version 1: with times (KIP-836). Topic __cluster_metadata, partition 0.
  local body='\0000\0002\0023'
  body+='\0137\0137\0143\0154\0165\0163\0164\0145\0162\0137\0155\0145\0164\0141\0144\0141\0164\0141'
  body+='\0002\0000\0000\0000\0000\0000\0000\0000'
  wire_ask "$1" 55 1 "$body" | awk "$wire_awk"'
    function count(   value, scale) {
      for (scale = 1; byte[at] >= 128; scale *= 128) value += (byte[at++] - 128) * scale
      return value + byte[at++] * scale - 1
    }
    function skip_tags(   tags) { for (tags = count() + 1; tags > 0 && at < n; tags--) { count(); at += count() + 1 } }
    function replicas(kind,   all, id, seen) {
      for (all = count(); all > 0 && at < n; all--) {
        id = number(4); at += 16; seen = number(8); skip_tags()
        told[++lines] = kind " " id; when[lines] = seen
        if (seen < 9e18 && seen > newest) newest = seen
      }
    }
    END {
      at = 4; skip_tags()
      failed = number(2)
      if (count() == 1) { at += count(); if (count() == 1) {
        number(4); failed += number(2); leader = signed(); number(4); at += 8
        replicas("voter"); replicas("observer")
      } }
      if (failed || !n || leader < 0 || !lines) exit
      print "leader", leader
      for (i = 1; i <= lines; i++) print told[i], when[i] < 9e18 ? newest - when[i] : -1
    }'
}

# running_door UNIT: the first listener that a node of Kafka on this host was started with, as `talk` takes it; nothing where it does
# not run.
running_door() {
  local file=/run/kafka-proxied/$1/server.properties name place
  [ -f "$file" ] || return 0
  IFS=' ' read -r name place < <(sed -n 's,^listeners=\([A-Z_]*\)://\([^\,]*\).*,\1 \2,p' "$file")
  if grep -q "^listener\.security\.protocol\.map=.*\b$name:SSL" "$file"; then place=$1@$place; fi
  printf '%s\n' "$place"
}

# What follows is for scripts that read a document.

# quorum: the same, of whichever controller of the document is the active one; nothing where none is. That of this host is asked where
# it listens now, too: it may be about to get another port.
quorum() {
  local door
  # shellcheck disable=SC2046 # a list that is meant to be split
  for door in $({ get controllers | tr ' ' '\n'; running_door "$(get unit '')"; } | awk 'NF && !seen[$0]++'); do quorum_at "$door"; done | awk '$1 == "leader" { if (seen++) exit } { print }'
}

# caught_up ID: whether, by the lines of `quorum` on stdin, this voter or observer has what the active controller has.
caught_up() { awk -v id="$1" -v most="$caught_up_ms" '$1 != "leader" && $2 == id && $3 >= 0 && $3 <= most { found = 1 } END { exit !found }'; }

# voters_without ID: of the lines on stdin, `CAUGHT_UP ALL`: how many voters but this one are caught up, of how many voters.
voters_without() {
  awk -v id="$1" -v most="$caught_up_ms" '
    $1 == "voter" { all++; if ($2 != id && $3 >= 0 && $3 <= most) good++ }
    END { print good + 0, all + 0 }'
}

# brokers_seen: of the lines on stdin, ids of observers that have fetched lately.
brokers_seen() { awk '$1 == "observer" && $3 >= 0 && $3 <= 10000 { print $2 }' | sort -n; }
