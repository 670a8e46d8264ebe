#!/bin/bash
# What a host needs before any service: the owner mark, Java, the service user, names, kernel settings.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=names.sh
. "$(dirname "${BASH_SOURCE[0]}")/names.sh"
# shellcheck source=needrestart.sh
. "$(dirname "${BASH_SOURCE[0]}")/needrestart.sh"

readonly owner_file=$etc_dir/owner
readonly hosts_begin='# kafka-proxied begin: written by kafka-proxied, edits between these marks are lost'
readonly hosts_end='# kafka-proxied end'
readonly hosts_kept='#kafka-proxied keeps: '
readonly hosts_reduced='# kafka-proxied took a name from this line'
readonly sysctl_file=/etc/sysctl.d/60-kafka-proxied.conf

converge_base() {
  local file
  claim_host
  if [ "$(get java)" != no ]; then install_java; fi
  if [ "$(get openssl)" = yes ]; then install_openssl; fi
  if [ "$(get user)" = yes ]; then make_user; fi
  keep_earlier_names
  write_hosts_block
  write_sysctl
  write_needrestart
  make_dir "$opt_dir" 755 root:root
  for file in tools-log4j.properties tools-log4j2.properties; do
    write_file "$work/files/$file" "$opt_dir/$file" 644 root:root
    expect_file "$opt_dir/$file"
  done
}

claim_host() {
  local owner
  owner=$(cat "$owner_file" 2>/dev/null || true)
  [ -z "$owner" ] || [ "$owner" = "$(get owner)" ] ||
    die "this host belongs to the stack $owner (it says so in $owner_file). Nothing was changed. Destroy that stack first, or take the host out of this one"
  make_dir "$etc_dir" 755 root:root
  get owner >"$work/owner"
  write_file "$work/owner" "$owner_file" 644 root:root
  expect_file "$owner_file"
}

# A Java that is there stays; the preflight has looked at its version. Else the first of those that the document names and the
# host is offered: not every distribution has each.
install_java() {
  local version debian='' rpm=''
  if ! /usr/bin/java -version >/dev/null 2>&1; then
    for version in $(get java); do
      debian+=" openjdk-$version-jre-headless"
      rpm+=" java-$version-openjdk-headless java-$version-amazon-corretto-headless"
    done
    install_package "Java (one of $(get java)), as /usr/bin/java," "$debian" "$rpm"
    /usr/bin/java -version >/dev/null 2>&1 || die "Java was installed, but /usr/bin/java does not run"
  fi
  expect_command /usr/bin/java
}

install_openssl() {
  if ! command -v openssl >/dev/null; then install_package openssl openssl openssl; fi
  expect_command "$(command -v openssl)"
}

make_user() {
  if ! getent passwd "$service_user" >/dev/null; then
    useradd --system --user-group --home-dir "$data_root" --no-create-home --shell /usr/sbin/nologin "$service_user"
  fi
  expect_user "$service_user"
}

# Names that clients use now may go only when every broker has moved: until `base-withdrawn` takes them back, they stay below
# what is new. A name with an old and a new address has both.
keep_earlier_names() {
  awk -v begin="$hosts_begin" -v end="$hosts_end" '
    wanted { ours[$0] = 1; print; next }
    $0 == begin { inside = 1; next }
    $0 == end { inside = 0 }
    inside && !($0 in ours)
  ' wanted=1 "$work/files/hosts" wanted=0 "$(readlink -f /etc/hosts)" >"$work/names"
  mv -f "$work/names" "$work/files/hosts"
}

write_hosts_block() {
  put_hosts_block
  printf 'hosts %s\n' "$(sha256sum <"$work/files/hosts" | cut -d ' ' -f 1)" >>"$work/results"
  keep_names
  check_names
}

# Our block goes first. Many installers map a host's own name to 127.0.1.1 or ::1 further down, and the resolver would hand
# out both addresses, loopback first: the name leaves such a line, whose original is kept beside it as a comment. Names are
# the same in capitals; a line with ::1 gives 127.0.0.1 as well (nss_files(5) of the GNU C library).
put_hosts_block() {
  local file
  file=$(readlink -f /etc/hosts)
  restore_hosts "$file" "$work/hosts.owner"
  {
    if [ -s "$work/files/hosts" ]; then
      printf '%s\n' "$hosts_begin"
      cat "$work/files/hosts"
      printf '%s\n' "$hosts_end"
    fi
    awk -v kept="$hosts_kept" -v reduced="$hosts_reduced" '
      ours { address[tolower($2)] = $1; next }
      /^[ \t]*(#|$)/ { print; next }
      {
        rest = ""; taken = 0
        for (i = 2; i <= NF && substr($i, 1, 1) != "#"; i++)
          if (tolower($i) in address && address[tolower($i)] != $1) taken = 1; else rest = rest " " $i
        if (!taken) { print; next }
        print kept $0
        if (rest != "") print $1 rest " " reduced
      }
    ' ours=1 "$work/files/hosts" ours=0 "$work/hosts.owner"
  } >"$work/hosts"
  keep_ending "$work/hosts.owner" "$work/hosts"
  replace_hosts "$work/hosts" "$file"
}

# restore_hosts FILE COPY: FILE as its owner left it. A line that we keep and that stands there again was written anew by
# whoever wrote it first: it is one line.
restore_hosts() {
  awk -v begin="$hosts_begin" -v end="$hosts_end" -v kept="$hosts_kept" -v reduced="$hosts_reduced" '
    $0 == begin { inside = 1; next }
    $0 == end && inside { inside = 0; next }
    inside { next }
    index($0, kept) == 1 { line[++n] = substr($0, length(kept) + 1); ours[n] = 1; next }
    length($0) >= length(reduced) && substr($0, length($0) - length(reduced) + 1) == reduced { next }
    { line[++n] = $0; stands[$0] = 1 }
    END {
      for (i = 1; i <= n; i++) if (!(i in ours && line[i] in stands)) print line[i]
      exit inside
    }
  ' "$1" >"$2" ||
    die "the line '$hosts_end' is missing from /etc/hosts, so nothing tells our lines there from yours; the file was left alone. Put it back below the last of ours, then run the same command again"
  keep_ending "$1" "$2"
}

# keep_ending OLD NEW: a last line that had no newline gets none.
keep_ending() {
  if [ -n "$(tail -c 1 "$1")" ]; then truncate --size=-1 "$2"; fi
}

# shellcheck disable=SC2094 # both only read
check_names() {
  local address name found addresses
  while read -r address name; do
    found=$({ getent ahostsv4 "$name" || true; getent --no-addrconfig ahosts "$name" || true; } |
      awk '$1 !~ /:/ || $1 == "::1" { print $1 }' | sort -u | paste -sd ' ')
    addresses=$(awk -v name="$name" '$2 == name { print $1 }' "$work/files/hosts" | sort -u | paste -sd ' ')
    [[ -n $found && " $addresses " == *" $found "* ]] ||
      die "$name resolves to ${found:-nothing} on this host, although /etc/hosts says $address: put 'files' first in the line 'hosts:' of /etc/nsswitch.conf"
  done <"$work/files/hosts"
}

# Limits that the host has set higher already stay: distributions since 2023 have 1048576 for vm.max_map_count.
keep_higher() {
  local key now
  for key in net.core.somaxconn vm.max_map_count; do
    now=$(sysctl --values "$key" 2>/dev/null || true)
    awk -v key="$key" -v now="${now:-0}" '$1 == key && $3 + 0 < now + 0 { $3 = now } { print }' "$1" >"$work/sysctl"
    cp "$work/sysctl" "$1"
  done
}

write_sysctl() {
  if [ ! -s "$work/files/sysctl.conf" ]; then return 0; fi
  keep_higher "$work/files/sysctl.conf"
  write_file "$work/files/sysctl.conf" "$sysctl_file" 644 root:root
  expect_file "$sysctl_file"
  # A container's /proc/sys is read-only: the file then serves the machine that it may become.
  sysctl --quiet --load="$sysctl_file" 2>/dev/null || note "kernel settings are written to $sysctl_file, but not applied: /proc/sys is read-only here"
}

# A service that failed at its first start is in no state, so nothing else takes it back.
stop_unrecorded() {
  local dir
  for dir in "$etc_dir"/*/conf; do
    [ -d "$dir" ] || continue
    dir=$(dirname "$dir")
    stop_service "$(basename "$dir")"
    rm -rf "$dir"
  done
}

# Called when the host starts, and before each start of a service of ours.
boot_base() { names_back; }

# The service user and its data stay: a user that comes back with another id could not read them.
remove_base() {
  local file
  stop_unrecorded
  forget_names
  file=$(readlink -f /etc/hosts)
  restore_hosts "$file" "$work/hosts"
  replace_hosts "$work/hosts" "$file"
  rm -f "$sysctl_file" "$owner_file"
  forget_needrestart
  forget_stamp base-withdrawn--host
  if getent passwd "$service_user" >/dev/null && [ -z "$(find "$data_root" -user "$service_user" -print -quit 2>/dev/null)" ]; then
    userdel "$service_user"
  fi
}
