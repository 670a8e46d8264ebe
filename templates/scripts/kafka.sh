#!/bin/bash
# kafka-proxied: Kafka's own tools, told where each cluster is as seen from this machine.
# What it knows lies in /etc/kafka-proxied/client (the variables below name other folders); it is read, never executed.
set -euo pipefail

client=${KAFKA_PROXIED_CLIENT:-/etc/kafka-proxied/client}
versions=${KAFKA_PROXIED_VERSIONS:-/opt/kafka-proxied/versions}
logging=${KAFKA_PROXIED_LOG4J:-/opt/kafka-proxied/tools-log4j.properties}
logging2=${logging/%log4j.properties/log4j2.properties}

cluster='' print=no
known=() args=() first=() last=()

die() {
  printf 'kafka: %s\n' "$@" >&2
  exit 2
}

main() {
  take_own_options "$@"
  know_clusters
  local tool=${args[0]:-help}
  case $tool in
    -h | --help | help)
      usage
      return
      ;;
  esac
  args=("${args[@]:1}")
  choose_cluster
  look_up "$tool"
  if ! says --help && ! says -h; then fill_in; fi
  run
}

# Takes out what is meant for this command. `acls` has a --cluster of its own, which has no value.
take_own_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --) break ;;
      --print) print=yes ;;
      --cluster=*) cluster=${1#*=} ;;
      --cluster)
        if [ -z "$cluster" ] && [ $# -gt 1 ] && [ "${2#-}" = "$2" ]; then
          cluster=$2
          shift
        else
          args+=("$1")
        fi
        ;;
      *) args+=("$1") ;;
    esac
    shift
  done
  args+=("$@")
}

know_clusters() {
  local file
  for file in "$client"/*/cluster; do
    if [ -f "$file" ]; then known+=("$(basename "$(dirname "$file")")"); fi
  done
}

# value_of FILE KEY: from lines of `key value`; empty where there is none.
value_of() {
  local key value
  while read -r key value; do
    if [ "$key" = "$2" ]; then printf '%s\n' "$value"; fi
  done <"$1"
}

joined() {
  local IFS=,
  printf '%s' "$*" | sed 's/,/, /g'
}

choose_cluster() {
  local one
  if [ -z "$cluster" ]; then cluster=${KAFKA_CLUSTER:-}; fi
  if [ -z "$cluster" ] && [ ${#known[@]} = 1 ]; then cluster=${known[0]}; fi
  if [ -z "$cluster" ]; then
    [ -f "$client/defaults.conf" ] || die "no cluster is known on $(uname -n): $client says of none. 'npm run up' writes it for the cluster's own hosts and for those listed under its clients"
    version=$(value_of "$client/defaults.conf" version)
    return
  fi
  for one in ${known[@]+"${known[@]}"}; do
    if [ "$one" = "$cluster" ]; then
      version=$(value_of "$client/$cluster/cluster" version)
      return
    fi
  done
  [ ${#known[@]} -gt 0 ] || die "no cluster '$cluster' is known on $(uname -n), nor any other. 'npm run up' makes them known to the cluster's own hosts and to those listed under its clients"
  die "no cluster '$cluster' is known on $(uname -n). Known here: $(joined "${known[@]}")$(guess "$cluster" "${known[@]}")"
}

need_cluster() {
  if [ -n "$cluster" ]; then return; fi
  die "this machine knows several clusters: $(joined "${known[@]}"). Say which: kafka TOOL --cluster NAME …, or set KAFKA_CLUSTER"
}

# Sets what the table of this version says of the tool.
look_up() {
  local table=$client/tools-$version name names=()
  [ -f "$table" ] || die "$table is missing; run 'npm run up' to write it again"
  while read -r name class style option instead properties_option properties_file wins also; do
    if [ "$name" = "$1" ]; then return; fi
    names+=("$name")
  done <"$table"
  if [ "$1" = run-class ]; then
    [ ${#args[@]} -gt 0 ] || die "run-class needs the name of a Java class: kafka run-class CLASS …"
    class=${args[0]} style=none properties_option=- also=
    args=("${args[@]:1}")
    return
  fi
  die "Kafka $version has no tool '$1'$(guess "$1" "${names[@]}" run-class)" "its tools: $(joined "${names[@]}" run-class)"
}

# guess WORD CANDIDATE…: the nearest candidate within two typing mistakes, as a question.
guess() {
  local word=${1#kafka-}
  shift
  printf '%s\n' "$@" | WORD=${word%.sh} awk '
    function min(a, b) { return a < b ? a : b }
    function distance(a, b,   i, j, d) {
      for (i = 0; i <= length(a); i++) d[i, 0] = i
      for (j = 0; j <= length(b); j++) d[0, j] = j
      for (i = 1; i <= length(a); i++) for (j = 1; j <= length(b); j++)
        d[i, j] = min(min(d[i-1, j], d[i, j-1]) + 1, d[i-1, j-1] + (substr(a, i, 1) != substr(b, j, 1)))
      return d[length(a), length(b)]
    }
    { d = distance(ENVIRON["WORD"], $0); if (best == "" || d < least) { best = $0; least = d } }
    END { if (best != "" && least <= 2) print ". Did you mean " best "?" }'
}

# says OPTION…: whether the user gave one of them, as `--option value` or `--option=value`.
says() {
  local option arg
  for option in "$@"; do
    for arg in ${args[@]+"${args[@]}"}; do
      case $arg in
        --) break ;;
        "$option" | "$option="*) return 0 ;;
      esac
    done
  done
  return 1
}

# Whether an argument begins with $1.
begins() {
  local arg
  for arg in ${args[@]+"${args[@]}"}; do
    case $arg in "$1"*) return 0 ;; esac
  done
  return 1
}

first_is_address() { [[ ${args[0]:-} =~ ^[^/=[:space:]-][^/=[:space:]]*:[0-9]+(/.*)?$ ]]; }

fill_in() {
  local own_servers=no given=()
  if [ "$style" = none ]; then return; fi
  if servers_given; then own_servers=yes; else fill_in_servers; fi
  if [ $own_servers = no ] && [ -n "$also" ] && ! says "${also%%=*}"; then put "$also"; fi
  if [ "$style" = zookeeper ] && [ "$option" = -server ] && first_is_address; then first=(-server); fi
  IFS=, read -r -a given <<<"$properties_option"
  if [ "$properties_option" = - ] || says "${given[@]}"; then return; fi
  if [ $own_servers = yes ] && { [ "$wins" = file-wins ] || [ "$style" = zookeeper ]; }; then return; fi
  need_cluster
  # There only where ZooKeeper speaks TLS.
  if [ "$style" = zookeeper ] && [ ! -e "$client/$cluster/$properties_file.properties" ]; then return; fi
  put "${given[0]}" "$client/$cluster/$properties_file.properties"
}

servers_given() {
  local alternatives=()
  if [ "$instead" != - ]; then IFS=, read -r -a alternatives <<<"$instead"; fi
  case $style in
    positional) first_is_address ;;
    zookeeper) says "$option" ${alternatives[@]+"${alternatives[@]}"} || first_is_address ;;
    property) begins bootstrap.servers= || begins "$option=bootstrap.servers=" || file_names_servers ;;
    *) says "$option" ${alternatives[@]+"${alternatives[@]}"} ;;
  esac
}

# Whether the user's own properties file says where the cluster is.
file_names_servers() {
  local i file=''
  for ((i = 0; i < ${#args[@]}; i++)); do
    case ${args[i]} in
      "$properties_option") file=${args[i + 1]:-} ;;
      "$properties_option="*) file=${args[i]#*=} ;;
    esac
  done
  [ -f "$file" ] && grep -q '^[[:space:]]*bootstrap\.servers[[:space:]]*[=:]' -- "$file"
}

fill_in_servers() {
  local servers i
  need_cluster
  if [ "$style" = zookeeper ]; then
    servers=$(value_of "$client/$cluster/cluster" zookeeper)
    [ -n "$servers" ] || die "the ZooKeeper of $cluster can't be reached from $(uname -n), by the stack's config"
  else
    servers=$(value_of "$client/$cluster/cluster" bootstrap)
  fi
  case $style in
    positional) put "$servers" ;;
    property)
      # The last --producer-props wins, so ours joins the user's.
      for ((i = 0; i < ${#args[@]}; i++)); do
        if [ "${args[i]}" = "$option" ]; then
          args=("${args[@]:0:i+1}" "bootstrap.servers=$servers" "${args[@]:i+1}")
          return
        fi
      done
      put "$option" "bootstrap.servers=$servers"
      ;;
    *) put "$option" "$servers" ;;
  esac
}

put() {
  if [ "$style" = last ]; then last+=("$@"); else first+=("$@"); fi
}

# Java unpacks native libraries (snappy, zstd, lz4) into /tmp and loads them from there, which a mount with noexec forbids. Then a
# folder of the user's own takes its place, in which nobody else can write. Sets $libraries, an option of Java.
choose_libraries() {
  local folder mine
  libraries=()
  case " ${KAFKA_OPTS:-} " in *' -Djava.io.tmpdir='*) return ;; esac
  if may_run_code /tmp; then return; fi
  for folder in "${XDG_RUNTIME_DIR:-}" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}"; do
    mine=$folder/kafka-proxied
    if [ -n "$folder" ] && (umask 077 && mkdir -p "$mine") 2>/dev/null && [ -O "$mine" ] && [ ! -L "$mine" ] && may_run_code "$mine"; then
      libraries=("-Djava.io.tmpdir=$mine")
      return
    fi
  done
  printf 'kafka: %s\n' "no folder of $(id -un) may run code (/tmp is mounted with noexec, or full): records that are compressed with snappy or zstd can't be written or read. KAFKA_OPTS=-Djava.io.tmpdir=FOLDER names one that may" >&2
}

# may_run_code FOLDER: the kernel says no to who asks for leave to run a file on a mount with noexec.
may_run_code() {
  local file answer=1
  file=$(mktemp "$1/.may-run.XXXXXX" 2>/dev/null) || return 1
  chmod 700 "$file"
  if [ -x "$file" ]; then answer=0; fi
  rm -f "$file"
  return $answer
}

run() {
  local java=java libs=$versions/$version/libs heap=() own=() libraries line
  if [ -n "${JAVA_HOME:-}" ]; then java=$JAVA_HOME/bin/java; fi
  read -r -a heap <<<"${KAFKA_HEAP_OPTS:--Xmx512m}"
  read -r -a own <<<"${KAFKA_OPTS:-}"
  choose_libraries
  line=("$java" ${heap[@]+"${heap[@]}"} ${libraries[@]+"${libraries[@]}"} "-Dlog4j.configuration=file:$logging" "-Dlog4j2.configurationFile=file:$logging2" ${own[@]+"${own[@]}"} -cp "$libs/*" "$class"
    ${first[@]+"${first[@]}"} ${args[@]+"${args[@]}"} ${last[@]+"${last[@]}"})
  if [ $print = yes ]; then
    printed "${line[@]}"
    return
  fi
  [ -d "$libs" ] || die "Kafka $version is not installed here: there is no $libs. 'npm run up' installs it"
  command -v "$java" >/dev/null || die "there is no '$java' to run Kafka's tools with"
  exec "${line[@]}"
}

# One line that a shell reads back as these words.
printed() {
  local word
  for word in "$@"; do
    case $word in
      '' | *[!A-Za-z0-9_@%+=:,./-]*) printf '%q ' "$word" ;;
      *) printf '%s ' "$word" ;;
    esac
  done | sed '$s/ $//'
  echo
}

usage() {
  local table one
  cat <<'TEXT'
kafka TOOL [--cluster NAME] [--print] ARGUMENTS…

TOOL is one of Kafka's own tools, without `kafka-` and `.sh`, and gets ARGUMENTS as they are. Bootstrap servers and
client properties are filled in as this machine needs them, unless you give them yourself.
  --cluster NAME  may be left out where one cluster is known, or KAFKA_CLUSTER names it
  --print         shows the full command line and runs nothing
KAFKA_OPTS and KAFKA_HEAP_OPTS go to Java. Where /tmp is mounted with noexec, native libraries are loaded from a folder of
your own, or from the one that KAFKA_OPTS=-Djava.io.tmpdir=FOLDER names. `kafka TOOL --help` is the tool's own help.
TEXT
  for table in "$client"/tools-*; do
    if [ ! -f "$table" ]; then continue; fi
    printf '\nTools of Kafka %s:\n' "${table##*/tools-}"
    { cut -d ' ' -f 1 "$table" && echo 'run-class CLASS'; } | paste -sd , | sed 's/,/, /g' | fold -s -w 100 | sed 's/^/  /; s/ *$//'
  done
  printf '\nClusters known on %s:\n' "$(uname -n)"
  for one in ${known[@]+"${known[@]}"}; do
    printf '  %s: Kafka %s at %s\n' "$one" "$(value_of "$client/$one/cluster" version)" "$(value_of "$client/$one/cluster" bootstrap)"
  done
  if [ ${#known[@]} = 0 ]; then
    echo "  none yet: 'npm run up' makes them known"
    return
  fi
  cat <<TEXT

Examples:
  kafka topics --cluster ${known[0]} --describe
  kafka console-producer --cluster ${known[0]} --topic TOPIC
  kafka console-consumer --cluster ${known[0]} --topic TOPIC --from-beginning
TEXT
}

main "$@"
