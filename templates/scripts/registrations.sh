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

# kraft_registrations_at SCOPE UNIT DOOR: the same of what a node of KRaft, UNIT, says of its cluster, which the lines call SCOPE: a
# broker tells which brokers serve, and who the active controller is; the active controller tells who it is.
kraft_registrations_at() {
  case $2 in
    kraft-*) ;;
    *) metadata_at "$3" none | awk -v OFS='\t' -v scope="$1" '$1 == "member" { print "registered", scope, $2 }' ;;
  esac
  quorum_at "$3" | awk -v OFS='\t' -v scope="$1" '$1 == "leader" { print "controller", scope, $2 }'
}

# What follows is for scripts that read a document.

# has_kraft: whether controllers coordinate the document's cluster; else ZooKeeper does.
has_kraft() { [ -n "$(get controllers '')" ]; }

# registrations [SERVER…]: in the lines of cluster-state.sh, who is registered with what coordinates the cluster, and who is the
# controller. Default: all servers that the document names; with KRaft, all brokers are asked, where they are and where they will be.
registrations() {
  local server
  # shellcheck disable=SC2046 # a list that is meant to be split
  if has_kraft; then
    for server in $(all_doors); do kraft_registrations_at "$(get scope)" kafka "$server"; done
  else
    [ $# -gt 0 ] || set -- $(get zookeeper)
    for server in "$@"; do registrations_at "$server"; done
  fi | sort -u
}

# registered_brokers [SERVER…]: ids of the brokers of the document's cluster that are registered, each once.
registered_brokers() {
  registrations "$@" | awk -F '\t' -v scope="$(get scope "$(get chroot '')")" '$1 == "registered" && $2 == scope { print $3 }' | sort -nu
}

# Where brokers register, for people.
registry() { if has_kraft; then echo 'the metadata of the cluster'; else printf 'ZooKeeper (%s)\n' "$(get zookeeper)"; fi; }
