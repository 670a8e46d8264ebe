#!/bin/bash
# Where the brokers of a cluster are now, as one that runs says: where a document wants them they are only after their roll.
# shellcheck disable=SC2154 # work: lib.sh
# shellcheck source=quorum.sh # kafka-tool.sh has sourced it

# own_listener UNIT: `address:port` of the INTERNAL listener that the running broker was started with; nothing where none runs.
own_listener() {
  local door
  door=$(running_door "$1")
  printf '%s\n' "${door##*@}"
}

# door_to ADDRESS:PORT: as `talk` takes it, of an INTERNAL listener.
door_to() { if [ "$(get internal PLAINTEXT)" = SSL ]; then printf '%s@%s\n' "$(get unit)" "$1"; else printf '%s\n' "$1"; fi; }

# ask_members: what the broker of this host knows of the others, in $work/members, in the lines of `metadata_at`; nothing where
# it does not run.
ask_members() {
  local own
  own=$(own_listener "$(get unit '')")
  if [ -n "$own" ]; then metadata_at "$(door_to "$own")" none; fi >"$work/members"
}

# all_doors: of all brokers, where they are by what that of this host knows, and where the document has them.
all_doors() {
  local id
  ask_members
  {
    awk '$1 == "member" { print $2 }' "$work/members" | while read -r id; do known_doors "$id"; done
    get doors | tr ' ' '\n'
  } | awk 'NF && !seen[$0]++'
}

# known_doors ID: the doors at which broker ID is by what $work/members says, one for each address of its name.
known_doors() {
  local place address
  place=$(awk -v id="$1" '$1 == "member" && $2 == id { print $3 }' "$work/members")
  [ -n "$place" ] || return 0
  for address in $(getent ahostsv4 "${place%:*}" | awk '{ print $1 }' | sort -u); do door_to "$address:${place##*:}"; done
}
