#!/bin/bash
# Where the brokers of a cluster are now, as one that runs says: where a document wants them they are only after their roll.
# shellcheck disable=SC2154 # run_dir: lib.sh

# own_listener UNIT: `address:port` of the INTERNAL listener that the running broker was started with; nothing where none runs.
own_listener() { sed -n 's,^listeners=[A-Z_]*://\([^,]*\).*,\1,p' "$run_dir/$1/server.properties" 2>/dev/null || true; }

# door_to ADDRESS:PORT: as `talk` takes it, of an INTERNAL listener.
door_to() { if [ "$(get internal PLAINTEXT)" = SSL ]; then printf '%s@%s\n' "$(get unit)" "$1"; else printf '%s\n' "$1"; fi; }

# members_at DOOR: `id name:port` of each broker that the one there knows; nothing where it does not answer. A request for
# metadata of no topic: key 3, version 1 (Kafka 0.10 to 3.9), correlation id 2, no client id, a list of length 0.
members_at() {
  {
    local size
    size=$(head -c 4 | od -An -v -tu1 | awk '{ print (($1 * 256 + $2) * 256 + $3) * 256 + $4 }')
    [ "${size:-0}" -gt 0 ] 2>/dev/null || return 0
    head -c "$size" | od -An -v -tu1
  } < <(printf '\0\0\0\16\0\3\0\1\0\0\0\2\377\377\0\0\0\0' | talk "$1" 9>&-) | awk '
    function number(bytes,   value) { for (value = 0; bytes > 0; bytes--) value = value * 256 + byte[at++]; return value }
    function text(length_,   value) { for (value = ""; length_ > 0; length_--) value = value sprintf("%c", byte[at++]); return value }
    { for (i = 1; i <= NF; i++) byte[n++] = $i }
    END {
      at = 4
      for (brokers = number(4); brokers > 0 && at < n; brokers--) {
        id = number(4); name = text(number(2)); port = number(4)
        rack = number(2)
        if (rack < 65535) at += rack
        print id, name ":" port
      }
    }'
}

# known_doors ID: the doors at which broker ID is by what $work/members says, one for each address of its name.
known_doors() {
  local place address
  place=$(awk -v id="$1" '$1 == id { print $2 }' "$work/members")
  [ -n "$place" ] || return 0
  for address in $(getent ahostsv4 "${place%:*}" | awk '{ print $1 }' | sort -u); do door_to "$address:${place##*:}"; done
}
