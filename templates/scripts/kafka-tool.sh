#!/bin/bash
# Runs Kafka's own tools straight from the jars of an installed version, and asks services whether they are there.
# shellcheck source-path=SCRIPTDIR disable=SC2154,SC2016 # opt_dir, etc_dir: lib.sh; the quoted script expands in a shell of its own

# shellcheck source=talk.sh
. "$(dirname "${BASH_SOURCE[0]}")/talk.sh"
# shellcheck source=wire.sh
. "$(dirname "${BASH_SOURCE[0]}")/wire.sh"
# shellcheck source=quorum.sh
. "$(dirname "${BASH_SOURCE[0]}")/quorum.sh"
# shellcheck source=registrations.sh
. "$(dirname "${BASH_SOURCE[0]}")/registrations.sh"
# shellcheck source=usable.sh
. "$(dirname "${BASH_SOURCE[0]}")/usable.sh"

# kafka_tool VERSION CLASS ARGS…
kafka_tool() {
  local version=$1
  shift
  # Native libraries are loaded from Java's temporary folder; /tmp may be mounted with noexec.
  mkdir -p "$opt_dir/tmp"
  /usr/bin/java -Xmx256m "-Djava.io.tmpdir=$opt_dir/tmp" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
    "-Dlog4j.configuration=file:$opt_dir/tools-log4j.properties" "-Dlog4j2.configurationFile=file:$opt_dir/tools-log4j2.properties" \
    -cp "$opt_dir/versions/$version/libs/*" "$@"
}

# What a Kafka tool must know, beside addresses, to connect to INTERNAL listeners: it shows what the broker `unit` shows.
# Nothing where they speak plain text.
tool_properties() {
  [ "$(get internal PLAINTEXT)" = SSL ] || return 0
  printf '%s\n' security.protocol=SSL ssl.endpoint.identification.algorithm=https ssl.keystore.type=PKCS12 \
    ssl.truststore.type=PKCS12
  stores_at_start <"$etc_dir/$(get unit)/secret.properties" | internal_stores
}

# Where listeners have no names, what stands there without a prefix is of the one that speaks TLS.
internal_stores() {
  awk '
    /^listener\.name\.internal\.ssl\./ { sub(/^listener\.name\.internal\./, ""); print; prefixed = 1 }
    /^ssl\./ { plain = plain $0 "\n" }
    END { if (!prefixed) printf "%s", plain }
  '
}

# zookeeper_connect: where the cluster is, for tools that know no brokers.
zookeeper_connect() { printf '%s%s\n' "$(get zookeeper | tr ' ' ,)" "$(get chroot '')"; }

# asks_zookeeper: whether the tool for topics does, in this version.
asks_zookeeper() { [ "$(get topics_by brokers)" = zookeeper ]; }

# four_letter DOOR WORD: one of ZooKeeper's status words; DOOR as `talk` takes it.
four_letter() { printf %s "$2" | talk "$1"; }

answers() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$1" "$2" 2>/dev/null; }
