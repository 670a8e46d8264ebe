#!/bin/bash
# hand-over.sh look|change FROM TO: whether this host's owner mark may change from one stack to another, or that very change.
# A host that has the new mark already, or none, is fine. Sent over plain ssh.
set -euo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

verb=$1 from=$2 to=$3
file=${OWNER_FILE:-/etc/kafka-proxied/owner} lock=${LOCK_FILE:-/run/kafka-proxied/lock}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Nobody may write the mark at the same time: what holds this lock is a run of a stack.
if [ -e "$lock" ]; then
  exec 9>>"$lock"
  flock -w 5 9 || fail "a run works on this host just now: $(cat "$lock.holder" 2>/dev/null || echo unknown). Wait for it"
fi
owner=$(cat "$file" 2>/dev/null || true)
case $owner in
  "$from") ;;
  "$to" | '') exit 0 ;;
  *) fail "belongs to the stack $owner, not to $from" ;;
esac
[ "$verb" = change ] || exit 0
temp=$(mktemp "$(dirname "$file")/.owner.XXXXXX")
trap 'rm -f "$temp"' EXIT
printf '%s\n' "$to" >"$temp"
chmod 644 "$temp"
sync "$temp"
mv -fT "$temp" "$file"
