#!/bin/bash
# Where a write failed, for people: which file systems are full or read-only, of those that our scripts write to.

# standing_above PATH: the folder itself, or the nearest above it that is there.
standing_above() {
  local path=$1
  until [ -d "$path" ]; do path=$(dirname "$path"); done
  printf '%s\n' "$path"
}

# room_at PATH: what is free there, and on which mount.
room_at() {
  df -k --output=avail,iavail,target "$(standing_above "$1")" 2>/dev/null | tail -n 1 |
    awk '{ print $1 " KiB and " $2 " inodes free on " $3 }'
}

# One line on stderr for each file system that takes no more. A failed command's own words seldom say which.
tell_full_places() {
  local place folder kib inodes all mount seen=' '
  for place in /etc /etc/kafka-proxied /etc/systemd/system /opt/kafka-proxied /opt/kafka-proxied/* \
    /var/lib/kafka-proxied /var/lib/kafka-proxied/* /var/lib/kafka-proxied/*/data /run/kafka-proxied /usr /var/cache /tmp; do
    folder=$(standing_above "$place")
    read -r kib inodes all mount < <(df -k --output=avail,iavail,itotal,target "$folder" 2>/dev/null | tail -n 1) || continue
    case $seen in *" $mount "*) continue ;; esac
    seen="$seen$mount "
    if [ ! -w "$folder" ]; then
      printf "%s: %s is read-only. See 'findmnt %s' and 'dmesg', then run 'npm run up' again\n" "$(uname -n)" "$mount" "$mount" >&2
    elif [ "$kib" -lt 4096 ] || { [ "$all" != 0 ] && [ "$inodes" != - ] && [ "$inodes" -lt 16 ]; }; then
      printf "%s: %s is full: %s. Make room there, then run 'npm run up' again\n" "$(uname -n)" "$mount" "$(room_at "$folder")" >&2
    fi
  done
}
