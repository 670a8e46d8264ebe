#!/bin/bash
# The machine below the services, as the preflight needs it: functions of the probe, put before probe.sh.
# shellcheck disable=SC1091 # os-release is the host's

# Java's version without a start of Java, which takes longer than all the rest; by a start where it does not say.
java_version() {
  local release version
  [ -x /usr/bin/java ] || return 0
  release=$(dirname "$(dirname "$(readlink -f /usr/bin/java)")")/release
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release" 2>/dev/null)
  [ -n "$version" ] || version=$(timeout 10 /usr/bin/java -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  echo "${version:-broken}"
}

system_facts() {
  local command packages='' init
  for command in apt-get dnf; do
    if command -v "$command" >/dev/null; then packages=$command; break; fi
  done
  # As sd_booted(3) tells it.
  if [ -d /run/systemd/system ]; then init=systemd; else init=$(cat /proc/1/comm 2>/dev/null); fi
  fact os "$(. /etc/os-release && printf '%s\t%s' "${ID:-unknown}" "${PRETTY_NAME:-unknown}")"
  fact system "$packages" "$init" "$(java_version)"
  for command in awk flock getent ip nft sha256sum sync systemctl tar timeout useradd; do
    command -v "$command" >/dev/null || fact lacks "$command"
  done
}

# What services may take: all memory, or the lowest limit of a control group that they run in, as a container has one.
memory_facts() {
  {
    awk '$1 == "MemTotal:" { print $2 }' /proc/meminfo
    group_limits /sys/fs/cgroup memory.max "$(sed -n 's/^0:://p' /proc/1/cgroup 2>/dev/null)"
    group_limits /sys/fs/cgroup/memory memory.limit_in_bytes "$(sed -n 's/^[0-9]*:memory://p' /proc/1/cgroup 2>/dev/null)"
  } | awk -v OFS='\t' '
    NR == 1 { least = $1; next }
    /^[0-9]+$/ && $1 / 1024 < least { least = int($1 / 1024); limited = "limited" }
    END { if (least != "") print "memory", least, limited }'
}

# group_limits ROOT FILE GROUP: limits in bytes, of services below the group of the first process, and of all groups above them.
group_limits() {
  local root=$1 file=$2 group=${3%/init.scope}
  group=${group%/}/system.slice
  while :; do
    cat "$root$group/$file" 2>/dev/null
    [ -n "$group" ] || return 0
    group=${group%/*}
  done
}

# The folder itself, or the nearest above it that is there: that is where it would be made.
standing_above() {
  local path=$1
  until [ -d "$path" ]; do path=$(dirname "$path"); done
  echo "$path"
}

# Whether a mount lets code run that lies there; `no`, or nothing. Arguments: folders, of which the first that is there counts.
runs_code() {
  local folder
  for folder in "$@"; do
    [ -d "$folder" ] || continue
    case ,$(findmnt --noheadings --raw --output OPTIONS --target "$(readlink -f "$folder")" 2>/dev/null | tail -n 1), in
      *,noexec,*) echo no ;;
    esac
    return
  done
}

# Arguments: places, comma-separated.
place_facts() {
  local place folder mount kib inodes all
  for place in ${1//,/ }; do
    folder=$(standing_above "$place")
    read -r kib inodes all mount < <(df -k --output=avail,iavail,itotal,target "$folder" 2>/dev/null | tail -n 1)
    # Some file systems count no inodes.
    [ "$all" != 0 ] || inodes=-
    # -w is false for root, too, where the file system is read-only.
    fact place "$place" "$mount" "$kib" "$inodes" "$([ -w "$folder" ] || echo no)" "$(runs_code "$folder")"
  done
}

# Who listens on these ports, comma-separated.
port_facts() {
  if command -v ss >/dev/null; then
    ss -H -ltnp 2>/dev/null | awk -v OFS='\t' -v wanted="$1" '
      BEGIN { n = split(wanted, list, ","); for (i = 1; i <= n; i++) want[list[i]] = 1 }
      {
        address = $4; sub(/:[0-9]+$/, "", address); port = substr($4, length(address) + 2)
        sub(/%.*/, "", address); gsub(/[][]/, "", address); sub(/^::ffff:/, "", address)
        name = $6; sub(/^users:\(\("/, "", name); sub(/".*/, "", name)
        pid = $6; if (!sub(/^[^=]*pid=/, "", pid)) pid = ""; sub(/[^0-9].*/, "", pid)
        if (port in want) print "listener", address, port, name, pid
      }'
  else
    listeners_of_kernel "$1"
  fi
}

# The same from the kernel's own tables, where there is no ss.
listeners_of_kernel() {
  local address port inode pid
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v wanted="$1" '
      function hex(text,   i, n) { n = 0; for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1; return n }
      function ipv4(text) { return hex(substr(text, 7, 2)) "." hex(substr(text, 5, 2)) "." hex(substr(text, 3, 2)) "." hex(substr(text, 1, 2)) }
      BEGIN { n = split(wanted, list, ","); for (i = 1; i <= n; i++) want[list[i]] = 1 }
      $4 == "0A" {
        split($2, local, ":"); port = hex(local[2]); address = "other"
        if (length(local[1]) == 8) address = ipv4(local[1])
        else if (local[1] ~ /^0+$/) address = "*"
        else if (local[1] ~ /^0000000000000000FFFF0000/) address = ipv4(substr(local[1], 25))
        if (port in want) print address, port, $10
      }' |
    while read -r address port inode; do
      pid=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" 2>/dev/null | head -n 1 | cut -d / -f 3)
      fact listener "$address" "$port" "$(cat "/proc/${pid:-none}/comm" 2>/dev/null)" "$pid"
    done
}

# Which way packets to these addresses take, each as ADDRESS or ADDRESS@SOURCE, comma-separated.
way_facts() {
  local pair address route
  command -v ip >/dev/null || return 0
  for pair in ${1//,/ }; do
    address=${pair%@*}
    # A source that is not on this host (an address that its provider translates) is refused.
    route=$(ip -4 route get "$address" from "${pair#*@}" 2>/dev/null) || route=$(ip -4 route get "$address" 2>/dev/null)
    fact way "$address" "$(sed -n '1s/.* via \([^ ]*\).*/\1/p' <<<"$route")" "$(sed -n '1s/.* dev \([^ ]*\).*/\1/p' <<<"$route")"
  done
}

# Argument: sshd's word on this connection. What is tried just now, and another program that writes rules.
firewall_facts() {
  local address port pending=/run/kafka-proxied/firewall/pending
  read -r address _ _ port <<<"$1"
  [ -z "$port" ] || fact login "${address%%%*}" "$port"
  # Which interface has which address.
  ip -o -4 address show 2>/dev/null | awk -v OFS='\t' '{ sub("/.*", "", $4); print "interface", $2, $4 }'
  [ ! -f "$pending" ] || fact trial "$(sed -n 's/^operator //p' "$pending")" "$(sed -n 's/^until //p' "$pending")"
  if firewalld_runs; then firewalld_facts; fi
}

# What stands in the way of a policy of ours. It needs a reload once, before which nothing of the owner's may be unsaved.
firewalld_facts() {
  local policy=kafka-proxied policies=unknown unsaved=''
  if firewalld_knows_policies; then
    policies=known
    firewalld_has_policy "$policy" || unsaved=$(firewalld_unsaved "$policy")
  fi
  fact firewalld "$policies" "$(firewalld_broken | tr '\t' ' ')" "$(tr '\t' ' ' <<<"$unsaved")"
}
