#!/bin/bash
# Looks at a service that the host's scripts and the probe share: whether it ends again and again, what the service user can't use
# of its files, and what lies in a broker's data folder that Kafka does not take. The kernel is asked as that user, so that owner,
# mode, access lists and marks such as `immutable` all count. Sourced by the scripts, and sent along with the probe.

# Seconds that a look at all data folders may take: what is not reached until $usable_until, by bash's SECONDS, is not looked at.
readonly usable_seconds=5

# From how many starts by systemd itself on, and for how many seconds after the last one, a service counts as one that ends again
# and again: what can't start ends sooner. (doctor/judge/failing.ts has the same numbers.)
readonly often_restarted=2 short_lived_seconds=30

# ends_again UNIT: also in the seconds in which its process is there.
ends_again() {
  local times since
  times=$(systemctl show --property=NRestarts --value "$1.service" 2>/dev/null) || return 1
  [ "${times:-0}" -ge "$often_restarted" ] || return 1
  [ "$(systemctl show --property=ActiveState --value "$1.service")" = active ] || return 0
  since=$(date -d "$(systemctl show --property=ActiveEnterTimestamp --value "$1.service")" +%s 2>/dev/null) || return 1
  [ $(($(date +%s) - since)) -lt "$short_lived_seconds" ]
}

as_service_user() { setpriv --reuid=kafka-proxied --regid=kafka-proxied --init-groups "$@"; }

can_ask_service_user() { getent passwd kafka-proxied >/dev/null && command -v setpriv >/dev/null; }

# unusable_of UNIT: a line for the first path of each kind that the service user can't use, tab-separated: kind (data, keys,
# programs; `way` for a folder above them that it can't go through), the path, its owner and group, its mode, and `immutable`
# where it is marked so.
unusable_of() {
  local unit=$1 data=/var/lib/kafka-proxied/$1 libs
  can_ask_service_user || return 0
  case $unit in
    zookeeper-*)
      # Whatever else lies there, such as lost+found, is not read by it; myid gets its owner by itself, and so does an empty folder.
      if [ -d "$data/version-2" ]; then unusable data "$data" write -path "$data/*" ! -path "$data/version-2*"; fi
      ;;
    kafka-mirror-*) ;;
    *)
      # An empty folder gets its owner by itself, and files that are not Kafka's are not read by it. Snapshots of the metadata are
      # read-only for Kafka itself.
      if [ -d "$data/data" ] && ! has_no_records "$data/data"; then
        unusable data "$data/data" write -name lost+found -o -type f -path "$data/data/*" ! -path "$data/data/*/*" \
          ! -name meta.properties ! -name '*checkpoint*' ! -name '.*' -o -path "*/__cluster_metadata-*/*.checkpoint"
      fi
      ;;
  esac
  # Files there get owner and mode by the next run, which finds them changed; folders do not.
  unusable keys "/etc/kafka-proxied/$unit/tls" read -type f
  libs=$(sed -n 's,.* \(/[^ ]*/versions/[^/]*/libs\)/.*,\1,p' "/etc/kafka-proxied/$unit/current/unit" 2>/dev/null | head -n 1)
  if [ -n "$libs" ]; then unusable programs "$libs" read -type f; fi
}

# unusable KIND PLACE read|write LEFT_OUT…: LEFT_OUT are find's words for what does not matter.
unusable() {
  local kind=$1 place=$2 need=$3 folder above=() lacks=(! -readable -o -type d ! -executable) found left
  shift 3
  folder=$(dirname "$place")
  while [ "$folder" != / ]; do
    above=("$folder" "${above[@]+"${above[@]}"}")
    folder=$(dirname "$folder")
  done
  # shellcheck disable=SC2016 # the quoted script expands in a shell of its own
  found=$(as_service_user sh -c 'for folder; do [ -x "$folder" ] || { echo "$folder"; exit; }; done' sh "${above[@]}")
  if [ -n "$found" ] && [ -d "$found" ]; then
    tell_path way "$found"
    return
  fi
  [ -d "$place" ] || return 0
  # A file system that nobody can write is another fault.
  if [ "$need" = write ] && [ -w "$place" ]; then lacks+=(-o ! -writable); fi
  left=$((${usable_until:-$((SECONDS + usable_seconds))} - SECONDS))
  [ "$left" -gt 0 ] || return 0
  found=$(as_service_user timeout "$left" find "$place" \( "$@" \) -prune -o ! -type l \( "${lacks[@]}" \) -print -quit 2>/dev/null)
  [ -z "$found" ] || tell_path "$kind" "$found"
}

tell_path() {
  local mark=''
  case $(lsattr -d "$2" 2>/dev/null | cut -d ' ' -f 1) in *i*) mark=immutable ;; esac
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(stat -c '%U:%G' "$2")" "$(stat -c %a "$2")" "$mark"
}

# has_no_records FOLDER: a broker's data folder without any, such as a new disk; a file system's own lost+found is none.
has_no_records() {
  [ -d "$1" ] && [ -z "$(find "$1" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit)" ]
}

# strange_folder FOLDER: the name of the first folder there that Kafka would take for a partition and refuse to start over
# (UnifiedLog.parseTopicPartitionName). Kafka's own word for one folder that it passes over is remote-log-index-cache.
strange_folder() {
  find "$1" -mindepth 1 -maxdepth 1 -type d ! -regex '.*/.+-[0-9]+' ! -regex '.*/.+-\(delete\|future\|stray\)' \
    ! -name remote-log-index-cache -printf '%f\n' -quit 2>/dev/null
}

# unmounted_above FOLDER RECORD: the mount point at or above it, also behind a link, that the host's configuration has (fstab, mount
# units), or on which the data lay when the broker last became ready (RECORD, a file), and where nothing is mounted now.
unmounted_above() {
  local point
  {
    awk '!/^[ \t]*#/ && $2 ~ /^\/./ { gsub(/\\040/, " ", $2); print $2 }' /etc/fstab
    sed -n 's,^Where=\(/.\),\1,p' /etc/systemd/system/*.mount
    cat "$2"
  } 2>/dev/null | sort -u | while read -r point; do
    [ "$point" != / ] || continue
    case $1/$'\n'$(readlink -m "$1")/ in
      "${point%/}"/* | *$'\n'"${point%/}"/*) mountpoint -q "$point" || {
        printf '%s\n' "$point"
        return
      } ;;
    esac
  done
}

# may_run_code FOLDER: the kernel says no to who asks for leave to run a file on a mount with noexec.
may_run_code() {
  local file answer=1
  file=$(mktemp "$1/.may-run.XXXXXX" 2>/dev/null) || return 1
  chmod 700 "$file"
  [ ! -x "$file" ] || answer=0
  rm -f "$file"
  return $answer
}
