#!/bin/bash
# How names resolve here, and what writes /etc/hosts: functions of the probe, put before probe.sh.

# IPv6 addresses in the order in which clients get them. Java asks for them also on a host that has none itself.
ipv6_of() { getent --no-addrconfig "${@:2}" ahosts "$1" 2>/dev/null | awk '$1 ~ /:/ && !seen[$1]++ { print $1 }' | paste -sd ,; }

# Argument: names, comma-separated.
name_facts() {
  local name order ipv6 module modules
  order=$(sed -n 's/^[[:space:]]*hosts:[[:space:]]*\([^#]*\).*/\1/p' /etc/nsswitch.conf 2>/dev/null | tail -n 1)
  fact name-order "$order"
  # What is asked before /etc/hosts, and will say the same when our names stand there.
  read -ra modules < <(sed 's/\[[^]]*\]//g; s/\bfiles\b.*//; s/\bresolve\b//g' <<<"$order")
  for name in ${1//,/ }; do
    fact name "$name" "$(getent ahostsv4 "$name" | awk '{ print $1 }' | sort -u | paste -sd ,)"
    ipv6=$(ipv6_of "$name")
    [ -z "$ipv6" ] || fact name6 "$name" "$ipv6" "$(ipv6_of "$name" --service=hosts:files)"
    for module in ${modules[@]+"${modules[@]}"}; do
      fact name-before "$name" "$module" \
        "$(getent --no-addrconfig --service="hosts:$module" ahosts "$name" 2>/dev/null | awk '!seen[$1]++ { print $1 }' | paste -sd ,)"
    done
  done
  if grep -Eqsi '^[[:space:]]*ReadEtcHosts[[:space:]]*=[[:space:]]*(no|false|off|0)' /etc/systemd/resolved.conf /etc/systemd/resolved.conf.d/*.conf; then
    fact resolved-reads-no-hosts
  fi
}

hosts_file_facts() {
  local file kind=file flags=''
  file=$(readlink -f /etc/hosts 2>/dev/null)
  [ -f "$file" ] || kind=none
  # Its last letters say how long ago it was written, and so on; `i` and `a` keep root from replacing it.
  flags=$(lsattr -d "$file" 2>/dev/null | cut -d ' ' -f 1 | tr -cd 'ia')
  fact hosts-file "${file:-/etc/hosts}" "$kind" "$([ -w "$file" ] || echo no)" "$flags"
  if awk -v file="$file" '$5 == file { found = 1 } END { exit !found }' /proc/self/mountinfo 2>/dev/null; then fact hosts-writer mount "$file"; fi
  cloud_init_writes
  if grep -qsi microsoft /proc/sys/kernel/osrelease && ! grep -Eqsi '^[[:space:]]*generateHosts[[:space:]]*=[[:space:]]*false' /etc/wsl.conf; then
    fact hosts-writer wsl /etc/wsl.conf
  fi
  files_that_write
}

# What cloud-init was told last: by its own files, or by what its provider and its user gave the machine.
cloud_init_writes() {
  local file found value='' place=''
  [ -d /etc/cloud ] && [ ! -e /etc/cloud/cloud-init.disabled ] || return 0
  grep -qs update_etc_hosts /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg || return 0
  for file in /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d/*.cfg \
    /var/lib/cloud/instance/{vendor-cloud-config,vendor2-cloud-config,cloud-config}.txt; do
    found=$(sed -n "s/^manage_etc_hosts:[[:space:]]*[\"']\{0,1\}\([A-Za-z]*\).*/\1/p" "$file" 2>/dev/null | tail -n 1)
    [ -z "$found" ] || value=$found place=$file
  done
  case ${value,,} in true | yes | on | localhost | template) fact hosts-writer cloud-init "$place" "$value" ;; esac
}

# What runs at boot, when an address comes, or by the clock, and has a line that writes /etc/hosts.
files_that_write() {
  local file into="(>|[^a-z](tee|sed|perl)[[:space:]][^|;&]*)[[:space:]]*[\"']?/etc/hosts([^.a-zA-Z0-9_-]|$)" \
    onto="[^a-z](cp|mv|install|ln|rsync)[[:space:]][^|;&]*[[:space:]][\"']?/etc/hosts[\"')]*[[:space:]]*([|;&]|$)"
  while read -r file; do
    # A sed that does not edit in place only reads.
    if sed -e '/^[[:space:]]*#/d' -e '/sed/ { /[[:space:]]-[a-zA-Z]*i\|--in-place/!d }' -e 's/^/ /' "$file" 2>/dev/null |
      grep -Eq -e "$into" -e "$onto"; then
      fact hosts-writer file "$file"
    fi
  done < <(grep -lsF /etc/hosts -- /etc/rc.local /etc/rc.d/rc.local /etc/init.d/* /etc/systemd/system/*.service /etc/crontab /etc/cron.*/* \
    /var/spool/cron/root /var/spool/cron/crontabs/root /var/lib/cloud/scripts/per-boot/* /etc/dhcp/dhclient-*-hooks.d/* \
    /etc/network/if-up.d/* /etc/NetworkManager/dispatcher.d/* /etc/networkd-dispatcher/*/*)
}

# hosts_block_broken HASH: why our block in /etc/hosts does not do what it was written for; nothing where it does.
hosts_block_broken() {
  local other
  if [ "$(hosts_block | sha)" != "$1" ]; then
    if grep -q '^# kafka-proxied begin' /etc/hosts 2>/dev/null; then
      echo "our block in /etc/hosts was edited"
    else
      echo "/etc/hosts was written without our block$(written_when)"
    fi
    return
  fi
  other=$(hosts_block | awk '
    FNR == NR { address[tolower($2)] = $1; next }
    /^# kafka-proxied begin/ { inside = 1 } /^# kafka-proxied end$/ { inside = 0; next }
    inside || /^[ \t]*(#|$)/ { next }
    { for (i = 2; i <= NF && substr($i, 1, 1) != "#"; i++) if (tolower($i) in address && address[tolower($i)] != $1) { print $i " to " $1; exit } }
  ' - /etc/hosts)
  [ -z "$other" ] || echo "another line of /etc/hosts leads $other"
}

hosts_block() { sed -n '/^# kafka-proxied begin/,/^# kafka-proxied end$/{/^# kafka-proxied \(begin\|end\)/!p}' /etc/hosts; }

# When the file was written, and how long that was after the host had started; nothing where it can't be told.
written_when() {
  local written started
  written=$(stat -c %Y /etc/hosts 2>/dev/null) || return 0
  printf ' at %s' "$(date -u -d "@$written" +%FT%TZ)"
  started=$(systemctl show --property=UserspaceTimestamp --value 2>/dev/null)
  [ -n "$started" ] && started=$(date -d "$started" +%s 2>/dev/null) || return 0
  if [ "$written" -ge "$started" ]; then printf ', %s s after this host started' $((written - started)); fi
}
