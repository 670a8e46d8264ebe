#!/bin/bash
# Which brokers are registered where the cluster is coordinated. Sourced by the host's scripts, and sent along with the probe.
# shellcheck source-path=SCRIPTDIR
# shellcheck source=talk.sh # talk.sh, wire.sh and quorum.sh stand before this text

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

# kraft_brokers_at SCOPE DOOR: the same line for each broker that serves, by what the broker there knows of its cluster (KRaft), which
# the lines call SCOPE.
kraft_brokers_at() { metadata_at "$2" none | awk -v OFS='\t' -v scope="$1" '$1 == "member" { print "registered", scope, $2 }'; }

# kraft_controller_at SCOPE DOOR: the line for the active controller, which tells it itself, or a broker in its name.
kraft_controller_at() { quorum_at "$2" | awk -v OFS='\t' -v scope="$1" '$1 == "leader" { print "controller", scope, $2 }'; }

# What follows is for scripts that read a document.

# has_kraft: whether controllers coordinate the document's cluster; else ZooKeeper does.
has_kraft() { [ -n "$(get controllers '')" ]; }

# registrations [SERVER…]: in the lines of cluster-state.sh, who is registered with what coordinates the cluster, and who is the
# controller. Default: all servers that the document names; with KRaft, all brokers are asked, where they are and where they will be.
registrations() {
  local server
  # shellcheck disable=SC2046 # a list that is meant to be split
  if has_kraft; then
    for server in $(all_doors); do
      kraft_brokers_at "$(get scope)" "$server"
      kraft_controller_at "$(get scope)" "$server"
    done
  else
    [ $# -gt 0 ] || set -- $(get zookeeper)
    for server in "$@"; do registrations_at "$server"; done
  fi | sort -u
}

# registered_brokers [SERVER…]: ids of the brokers of the document's cluster that are registered, each once.
registered_brokers() {
  local door
  if has_kraft; then
    for door in $(all_doors); do kraft_brokers_at "$(get scope)" "$door"; done
  else
    registrations "$@"
  fi | awk -F '\t' -v scope="$(get scope "$(get chroot '')")" '$1 == "registered" && $2 == scope { print $3 }' | sort -nu
}

# Where brokers register, for people.
registry() { if has_kraft; then echo 'the metadata of the cluster'; else printf 'ZooKeeper (%s)\n' "$(get zookeeper)"; fi; }
