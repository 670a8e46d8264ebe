#!/bin/bash
# Runs Kafka's own tools straight from the jars of an installed version.
# shellcheck disable=SC2154,SC2016 # opt_dir: lib.sh; the quoted scripts expand in a shell of their own

# kafka_tool VERSION CLASS ARGS…
kafka_tool() {
  local version=$1
  shift
  /usr/bin/java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    "-Dlog4j.configuration=file:$opt_dir/tools-log4j.properties" \
    -cp "$opt_dir/versions/$version/libs/*" "$@"
}

# four_letter HOST PORT WORD: ZooKeeper's plain-text status words.
four_letter() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf %s "$3" >&3 && cat <&3' _ "$1" "$2" "$3" 2>/dev/null
}

# Ids of the brokers that are registered now. Arguments: chroot, then each ZooKeeper as host:port.
registered_brokers() {
  local chroot=$1 server
  shift
  for server in "$@"; do
    four_letter "${server%:*}" "${server##*:}" dump || true
  done | awk -v prefix="$chroot/brokers/ids/" '{ sub(/^[ \t]+/, "") } index($0, prefix) == 1 { print substr($0, length(prefix) + 1) }' | sort -nu
}

answers() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>/dev/null; }

# speaks_kafka HOST PORT: does a broker answer there? A stopped process still accepts connections, so it is asked for
# its API versions, which every version since 0.10 tells anyone: request key 18, version 0,
# correlation id 1 (which the answer repeats after its length), no client id.
speaks_kafka() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "\0\0\0\12\0\22\0\0\0\0\0\1\377\377" >&3 && [ "$(head -c 8 <&3 | od -An -tx1 -j 4 | tr -d " \n")" = 00000001 ]' \
    _ "$1" "$2" 2>/dev/null
}
