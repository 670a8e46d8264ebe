#!/bin/bash
# Which brokers are registered where the cluster is coordinated. Sourced by the host's scripts, and sent along with the probe.
# shellcheck source=talk.sh # talk.sh stands before this text

# registrations_at DOOR: what one ZooKeeper server, DOOR as `talk` takes it, says of all clusters that it keeps, in the lines of
# cluster-state.sh: `registered CHROOT ID` for each broker, and `controller CHROOT ID` for the one whose session holds
# /controller. Nothing where it does not answer. No JVM is started for it.
registrations_at() {
  { printf dump | talk "$1" || true; } | awk -v OFS='\t' '
    /^0x/ { session = $1; sub(/:$/, "", session) }
    /^[ \t]+\// && match($1, /\/brokers\/ids\/[0-9]+$/) {
      chroot = substr($1, 1, RSTART - 1)
      id[session, chroot] = substr($1, RSTART + 13)
      print "registered", chroot, id[session, chroot]
    }
    /^[ \t]+\// && match($1, /\/controller$/) { holds[session, substr($1, 1, RSTART - 1)] }
    END {
      for (one in holds) if (one in id) {
        split(one, parts, SUBSEP)
        print "controller", parts[2], id[one]
      }
    }'
}

# What follows is for scripts that read a document.

# registrations [SERVER…]: in the lines of cluster-state.sh, who is registered with what coordinates the cluster, and who is the
# controller. Default: all servers that the document names.
registrations() {
  local server
  # shellcheck disable=SC2046 # a list that is meant to be split
  [ $# -gt 0 ] || set -- $(get zookeeper)
  for server in "$@"; do registrations_at "$server"; done | sort -u
}

# registered_brokers [SERVER…]: ids of the brokers of the document's cluster that are registered, each once.
registered_brokers() {
  registrations "$@" | awk -F '\t' -v chroot="$(get chroot '')" '$1 == "registered" && $2 == chroot { print $3 }' | sort -nu
}

# Where brokers register, for people.
registry() { printf 'ZooKeeper (%s)\n' "$(get zookeeper)"; }
