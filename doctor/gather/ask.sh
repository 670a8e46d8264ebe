#!/bin/bash
# What names resolve to here, which ports take a connection from here, and the certificates that clients here show.
# Arguments are lists, comma-separated, or - for none: NAME:PORT of ports by name, ADDRESS:PORT of ports by address,
# clusters, UNIT/CLUSTER of mirrors. Changes nothing, and sends nothing: a connection that comes about is closed.
# Prints one tab-separated line for each; `done` comes last.
# shellcheck disable=SC2016 # the quoted script expands in a shell of its own
set -uo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

# Seconds in which a connection must come about: a lost first packet is sent again after one.
readonly patience=2.5

# try ADDRESS PORT: how a connection ended.
try() {
  local said code
  said=$(timeout "$patience" bash -c ': 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>&1)
  code=$?
  case $code:$said in
    0:*) echo open ;;
    124:* | *'timed out'*) echo silent ;;
    *refused*) echo refused ;;
    *) echo unreachable ;;
  esac
}

# A machine that is busy may take as long to start a try as the try may take.
try_twice() {
  local outcome
  outcome=$(try "$1" "$2")
  [ "$outcome" != silent ] || outcome=$(try "$1" "$2")
  echo "$outcome"
}

addresses_of() { getent ahostsv4 "$1" | awk '{ print $1 }' | sort -u | paste -sd ,; }

# In the order in which clients get them; Java asks for them also on a host that has none itself.
ipv6_of() { getent --no-addrconfig "${@:2}" ahosts "$1" 2>/dev/null | awk '$1 ~ /:/ && !seen[$1]++ { print $1 }' | paste -sd ,; }

names=$(tr ',' '\n' <<<"${1:--}" | sed -n 's/:[0-9]*$//p' | sort -u)
for name in $names; do
  printf 'name\t%s\t%s\n' "$name" "$(addresses_of "$name")" &
  printf 'name6\t%s\t%s\t%s\n' "$name" "$(ipv6_of "$name")" "$(ipv6_of "$name" --service=hosts:files)" &
done
if [ "${1:--}" != - ]; then
  for endpoint in ${1//,/ }; do
    (
      address=$(addresses_of "${endpoint%:*}")
      outcome=unreachable
      [ -z "$address" ] || outcome=$(try_twice "${address%%,*}" "${endpoint##*:}")
      printf 'open\t%s\t%s\n' "$endpoint" "$outcome"
    ) &
    (
      for address in $(ipv6_of "${endpoint%:*}" | tr , ' '); do
        printf 'open6\t%s\t%s\t%s\n' "$endpoint" "$(try_twice "$address" "${endpoint##*:}")" "$address" &
      done
      wait
    ) &
  done
fi
if [ "${2:--}" != - ]; then
  for endpoint in ${2//,/ }; do printf 'shut\t%s\t%s\n' "$endpoint" "$(try "${endpoint%:*}" "${endpoint##*:}")" & done
fi
wait
if [ "${3:--}" != - ]; then
  for cluster in ${3//,/ }; do
    file=/etc/kafka-proxied/client/$cluster/keystore.pem
    [ ! -r "$file" ] || printf 'identity\t%s\t%s\n' "$cluster" "$(base64 <"$file" | tr -d '\n')"
  done
fi
if [ "${4:--}" != - ]; then
  for each in ${4//,/ }; do
    # What the running process was started with.
    file=/etc/kafka-proxied/${each%/*}/tls/current/${each##*/}/keystore.pem
    [ ! -r "$file" ] || printf 'mirror\t%s\t%s\n' "$each" "$(base64 <"$file" | tr -d '\n')"
  done
fi
echo 'done'
