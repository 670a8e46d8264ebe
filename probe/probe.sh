#!/bin/bash
# Looks at a host and changes nothing. Sent over plain ssh at each run, so it works on a bare host as well.
# Arguments are lists, comma-separated, or - for none: names to resolve, whom to ask here who is registered (addresses of ZooKeeper
# servers, `kraft:CLUSTER:UNIT` of nodes of KRaft), ports that services here will bind, addresses that replies or mapped connections go to as ADDRESS@SOURCE, places that will be written. Behind
# them, what sshd says of this very connection: addresses and ports of both its ends.
# Prints one tab-separated fact a line; `done` comes last.
# shellcheck source=machine.sh # machine.sh, talk.sh, wire.sh, quorum.sh and registrations.sh stand before this text
set -uo pipefail
export LC_ALL=C TZ=UTC PATH=/usr/sbin:/usr/bin:/sbin:/bin

fact() { (
  IFS=$'\t'
  printf '%s\n' "$*"
); }

sha() { sha256sum | cut -d ' ' -f 1; }

# Why one line of a stamp's record no longer holds; nothing when it does.
broken() {
  local what=$1 value=$2 place=$3 path found
  case $what in
    file)
      path=${place#* }
      [ -n "${digests[$path]:-}" ] || { echo "$path is gone"; return; }
      [ "${digests[$path]}" = "$value" ] || { echo "$path was edited"; return; }
      found=${modes[$path]}
      [ "$found" = "${place%% *}" ] || echo "$path has mode and owner $found instead of ${place%% *}"
      ;;
    link) [ "$(readlink "$place" 2>/dev/null)" = "$value" ] || echo "$place does not lead to $value" ;;
    command) [ -x "$value" ] || echo "$value is gone" ;;
    user) getent passwd "$value" >/dev/null || echo "the user $value is gone" ;;
    enabled) systemctl is-enabled --quiet "$value.service" 2>/dev/null || echo "$value is not enabled" ;;
    active) systemctl is-active --quiet "$value.service" 2>/dev/null || echo "$value does not run" ;;
    started)
      systemctl is-active --quiet "$place.service" || { echo "$place does not run"; return; }
      ! ends_again "$place" || { echo "$place does not run for long: it ends again and again"; return; }
      [ "$(cat "/run/kafka-proxied/$place/started" 2>/dev/null)" = "$value" ] || echo "$place runs with another configuration"
      ;;
    stores) [ "$(cat "/run/kafka-proxied/$place/stores" 2>/dev/null)" = "$value" ] || echo "$place runs with other certificates" ;;
    certificate)
      found=$(shown_at "$place")
      [ -z "$found" ] || [ "$found" = "$value" ] || echo "$place shows another certificate"
      ;;
    table) [ "$(nft list table ip "$place" 2>/dev/null | sha)" = "$value" ] || echo "the nftables table $place differs" ;;
    inet-table) [ "$(nft list table inet "$place" 2>/dev/null | sha)" = "$value" ] || echo "the nftables table $place differs" ;;
    firewalld)
      firewalld_runs || { echo "firewalld does not run"; return; }
      [ "${policies[$place]:-}" = "$value" ] || echo "the rules of firewalld's policy $place differ"
      ;;
    tree) [ "$(cd "$place" 2>/dev/null && find . -type f -printf '%P %s %m %T@\n' | sort | sha)" = "$value" ] || echo "$place differs" ;;
    hosts) hosts_block_broken "$value" ;;
    *) echo "the record has an unknown line '$what'" ;;
  esac
}

# The certificate that is shown at ADDRESS:PORT, by its digest; nothing where none is shown in time.
shown_at() {
  timeout 3 openssl s_client -connect "$1" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256 2>/dev/null | sed 's/.*=//'
}

# read_recorded: digest, mode and owner of each file that a stamp names and that is there, and the digest of each policy's rules.
# A host has about a hundred files; two programs for each of them would take longer than all else here.
declare -A digests modes policies
read_recorded() {
  local what place path files=()
  while read -r what _ place; do
    path=${place#* }
    if [ "$what" = file ] && [ -f "$path" ]; then files+=("$path"); fi
    if [ "$what" = firewalld ] && [ -z "${policies[$place]:-}" ] && firewalld_runs; then
      policies[$place]=$(firewalld_rules "$place" | sha)
    fi
  done < <(cat /etc/kafka-proxied/stamps/* 2>/dev/null)
  [ "${#files[@]}" -gt 0 ] || return 0
  while read -r what path; do digests[$path]=$what; done < <(sha256sum -- "${files[@]}" 2>/dev/null)
  while read -r what path; do modes[$path]=$what; done < <(stat -c '%a,%U:%G %n' -- "${files[@]}" 2>/dev/null)
}

stamp_facts() {
  local file what value place reason body stamp
  read_recorded
  for file in /etc/kafka-proxied/stamps/*; do
    [ -f "$file" ] || continue
    stamp='' body='' reason=''
    while read -r what value place; do
      case $what in
        stamp) stamp="$value $place" ;;
        body) body=$value ;;
        *) [ -n "$reason" ] || reason=$(broken "$what" "$value" "$place") ;;
      esac
    done <"$file"
    fact stamp "$(basename "$file")" "$stamp" "$body" "$reason"
  done
}

service_facts() {
  local file unit usable_until
  # shellcheck disable=SC2034,SC2154 # of usable.sh
  usable_until=$((SECONDS + usable_seconds))
  for file in /etc/systemd/system/{kafka,zookeeper,kraft}-*.service; do
    [ -f "$file" ] || continue
    unit=$(basename "$file" .service)
    case $unit in kafka-proxied-portmap | kafka-proxied-filter | kafka-proxied-hosts) continue ;; esac
    fact service "$unit" "$(systemctl show -p ActiveState --value "$unit")" "$(systemctl show -p SubState --value "$unit")" \
      "$(systemctl show -p ActiveEnterTimestamp --value "$unit")" "$(systemctl show -p MainPID --value "$unit")" \
      "$(cat "/run/kafka-proxied/$unit/started" 2>/dev/null)" "$(cat "/run/kafka-proxied/$unit/stores" 2>/dev/null)"
    ended_fact "$unit"
    files_facts "$unit"
    protocol_facts "$unit" "/run/kafka-proxied/$unit/server.properties"
    property_facts "$unit" "/run/kafka-proxied/$unit/server.properties"
    version_facts "$unit" "/etc/kafka-proxied/$unit/current"
  done
  for file in /var/lib/kafka-proxied/*/data/meta.properties; do
    [ -f "$file" ] || continue
    fact data "$(basename "$(dirname "$(dirname "$file")")")" "$(sed -n 's/^\(broker\|node\)\.id=//p' "$file")" "$(sed -n 's/^cluster\.id=//p' "$file")"
  done
  # A server that has served has a snapshot or a log of transactions.
  for file in /var/lib/kafka-proxied/zookeeper-*/version-2; do
    [ -n "$(ls "$file" 2>/dev/null)" ] && fact ensemble-data "$(basename "$(dirname "$file")")"
  done
}

# files_facts UNIT: what stands between a service and its files, and what it lost.
files_facts() {
  local unit=$1 data=/var/lib/kafka-proxied/$1 name
  case $unit in kafka-proxied-*) return 0 ;; esac
  unusable_of "$unit" | sed "s/^/unusable\t$unit\t/"
  fact libraries "$unit" "$(readlink -f "/run/kafka-proxied/$unit/tmp" 2>/dev/null || echo /tmp)" "$(runs_code "/run/kafka-proxied/$unit/tmp" /tmp)"
  case $unit in
    kafka-mirror-*) return 0 ;;
    zookeeper-*) ;;
    *)
      data=$data/data
      name=$(strange_folder "$data")
      [ -z "$name" ] || fact strange "$unit" "$data/$name"
      # It became ready once, so it had data.
      if [ -L "/etc/kafka-proxied/$unit/good" ] && { [ ! -d "$data" ] || has_no_records "$data"; }; then fact emptied "$unit"; fi
      ;;
  esac
  name=$(unmounted_above "$data" "/etc/kafka-proxied/$unit/data-mount")
  [ -z "$name" ] || fact unmounted "$unit" "$name"
}

# ended_fact UNIT: how often systemd had to start it again by itself, and its last error.
ended_fact() {
  local times
  times=$(systemctl show -p NRestarts --value "$1" 2>/dev/null)
  [ "${times:-0}" -gt 0 ] || return 0
  fact ended "$1" "$times" "$(timeout 3 journalctl --quiet --unit "$1" --lines 400 --output cat 2>/dev/null |
    grep -aE '^([a-z0-9_]+\.)+[A-Za-z]*(Exception|Error)\b|^(ERROR|FATAL) ' | grep -avE '^ERROR Exiting Kafka|Fatal error during' | tail -n 1 | tr '\t' ' ' | cut -c 1-400)"
}

# protocol_facts UNIT FILE: what a broker that runs speaks with the others, and with ZooKeeper.
protocol_facts() {
  [ -f "$2" ] || return 0
  fact protocols "$1" "$(sed -n '/^listener\.security\.protocol\.map=/ { s/.*[=,]INTERNAL:\([A-Z_]*\).*/\1/p }' "$2")" \
    "$(if grep -q '^zookeeper\.ssl\.client\.enable=true$' "$2"; then echo SSL; else echo PLAINTEXT; fi)"
}

# property_facts UNIT FILE: what a broker was started with, but for secrets. Those were joined to the file that it read, so what
# is told is the staged file at the beginning of that one; of a broker that ends again and again, between two starts, the one that
# it will read. Secrets have no place there; should somebody have written one into it, its name leaves it out, and a value that
# goes on in the next line leaves out everything.
property_facts() {
  local file own='' size longest=0
  for file in "/etc/kafka-proxied/$1/conf"/*/server.properties; do
    size=$(stat -c %s "$file" 2>/dev/null) || continue
    if [ "$size" -gt "$longest" ] && cmp -s -n "$size" "$file" "$2" 2>/dev/null; then own=$file longest=$size; fi
  done
  # What it read goes with each process, and comes with the next.
  if [ ! -e "$2" ]; then
    case $(systemctl show -p ActiveState --value "$1") in
      active | activating | deactivating) own=/etc/kafka-proxied/$1/current/server.properties ;;
    esac
  fi
  if [ ! -f "$own" ] || grep -q '\\$' "$own"; then return 0; fi
  sed -n -e '/^[^=]*\(password\|passphrase\|secret\|credential\|jaas\)/Id' -e '/^[^=]*\(key\|token\)=/Id' \
    -e "s/^[A-Za-z0-9_.-]*=/property\t$1\t&/p" "$own"
}

# Topics as they were last declared to Kafka from this host.
topic_facts() {
  local file
  for file in /etc/kafka-proxied/declared-topics/*; do
    [ -f "$file" ] && sed "s/^/declared\t$(basename "$file")\t/" "$file"
  done
}

# version_facts UNIT FOLDER: the Kafka release that it starts from, also while it is stopped, and the protocol that its config
# keeps to.
version_facts() {
  [ -f "$2/unit" ] || return 0
  fact version "$1" "$(sed -n 's,.*/versions/\([^/]*\)/libs/.*,\1,p' "$2/unit" | head -n 1)" \
    "$(sed -n 's/^inter\.broker\.protocol\.version=//p' "$2/server.properties" 2>/dev/null)"
  fact heap "$1" "$(sed -n 's/.* -Xmx\([0-9]*[mg]\).*/\1/p' "$2/unit" | head -n 1)"
}

# Certificates that running services have read, and those of clients: which CA issued, which are trusted, when they end.
certificate_facts() {
  local file dir
  for file in /run/kafka-proxied/*/stores; do
    [ -f "$file" ] || continue
    dir=$(basename "$(dirname "$file")")
    mirror_keys "$dir" "/etc/kafka-proxied/$dir/tls/$(cat "$file")" ||
      keys_fact keys "$dir" "/etc/kafka-proxied/$dir/tls/$(cat "$file")" certificate.pem
  done
  for file in /etc/kafka-proxied/client/*/authorities; do
    [ -f "$file" ] || continue
    dir=$(dirname "$file")
    keys_fact client-keys "$(basename "$dir")" "$dir" keystore.pem
  done
}

# mirror_keys UNIT FOLDER: those for each cluster of a mirror; fails where the unit is none.
mirror_keys() {
  local file found=1
  for file in "$2"/*/authorities; do
    [ -f "$file" ] || continue
    keys_fact keys "$1/$(basename "$(dirname "$file")")" "$(dirname "$file")" keystore.pem
    found=0
  done
  return $found
}

# keys_fact KIND NAME FOLDER PEM: of the first certificate in the file, which may hold a key as well, what stands between its
# marks; a client's host may have nothing that reads it.
keys_fact() {
  local certificate
  certificate=$(awk '/^-----BEGIN CERTIFICATE-----/ { on = 1; next } /^-----END CERTIFICATE-----/ { exit } on { printf "%s", $0 }' "$3/$4" 2>/dev/null)
  fact "$1" "$2" "$(sed -n 's/^issuer //p' "$3/authorities" 2>/dev/null)" \
    "$(sed -n 's/^trusts //p' "$3/authorities" 2>/dev/null)" "$certificate" "$(trusted_in "$3/ca.pem")"
}

# trusted_in FILE: its certificates, one word each.
trusted_in() {
  awk '/^-----BEGIN CERTIFICATE-----/ { on = 1; next } /^-----END CERTIFICATE-----/ { on = 0; printf "%s", " "; next } on { printf "%s", $0 }' \
    "$1" 2>/dev/null | sed 's/ $//'
}

# Who is registered in the clusters of which nodes of this host tell, and who is the controller.
registration_facts() {
  local server scope door
  for server in ${1//,/ }; do
    case $server in
      kraft:*)
        scope=${server#kraft:}
        door=$(running_door "${scope#*:}")
        [ -n "$door" ] || continue
        case $scope in *:kraft-*) ;; *) kraft_brokers_at "${scope%%:*}" "$door" ;; esac
        kraft_controller_at "${scope%%:*}" "$door"
        ;;
      *) registrations_at "$server" ;;
    esac
  done
}

# All rules as one document. nft 1.0 breaks off its JSON at a table that has an owner, as our guard and those of a later
# firewalld have, so each table is listed by itself, and what is not whole is left out. Nothing where there is no nft.
ruleset_json() {
  local family table json
  command -v nft >/dev/null || return 0
  printf '{"nftables": [{"metainfo": {}}'
  while read -r _ family table _; do
    json=$(nft --json list table "$family" "$table" 2>/dev/null | tr -d '\t\n')
    case $json in
      '{"nftables": ['*']}') json=${json#'{"nftables": ['} && printf ', %s' "${json%']}'}" ;;
    esac
  done < <(nft list tables 2>/dev/null)
  printf ']}'
}

# Under sudo's noexec, all of it would look as if nothing was there.
env true || {
  echo 'this shell runs no programs' >&2
  exit 126
}
fact time "$(date +%s.%N)"
system_facts
memory_facts
fact owner "$(cat /etc/kafka-proxied/owner 2>/dev/null)"
if [ -e /run/kafka-proxied/lock ] && ! flock -n /run/kafka-proxied/lock true; then
  fact busy "$(cat /run/kafka-proxied/lock.holder 2>/dev/null)"
fi
[ "${1:--}" = - ] || name_facts "$1"
hosts_file_facts
stamp_facts
service_facts
topic_facts
certificate_facts
firewall_facts "${6:-}"
fact ruleset "$(ruleset_json)"
[ "${2:--}" = - ] || registration_facts "$2"
[ "${3:--}" = - ] || port_facts "$3"
[ "${4:--}" = - ] || way_facts "$4"
[ "${5:--}" = - ] || place_facts "$5"
fact 'done'
