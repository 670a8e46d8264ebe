#!/bin/bash
# What a host needs before any service: the owner mark, Java, the service user, names, kernel settings.
# shellcheck disable=SC2154

readonly owner_file=$etc_dir/owner
readonly hosts_begin='# kafka-proxied begin: written by kafka-proxied, edits between these marks are lost'
readonly hosts_end='# kafka-proxied end'
readonly hosts_kept='#kafka-proxied keeps: '
readonly hosts_reduced='# kafka-proxied took a name from this line'
readonly sysctl_file=/etc/sysctl.d/60-kafka-proxied.conf

converge_base() {
  claim_host
  if [ "$(get java)" = yes ]; then install_java; fi
  if [ "$(get openssl)" = yes ]; then install_openssl; fi
  if [ "$(get user)" = yes ]; then make_user; fi
  write_hosts_block
  write_sysctl
  make_dir "$opt_dir" 755 root:root
  write_file "$work/files/tools-log4j.properties" "$opt_dir/tools-log4j.properties" 644 root:root
  expect_file "$opt_dir/tools-log4j.properties"
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

install_java() {
  if ! /usr/bin/java -version >/dev/null 2>&1; then
    install_package 'Java 17, as /usr/bin/java,' openjdk-17-jre-headless java-17-openjdk-headless
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

# Our block goes first. Many installers map a host's own name to 127.0.1.1 further down, and the resolver would hand
# out both addresses, loopback first: the name leaves such a line, whose original is kept beside it as a comment.
write_hosts_block() {
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
      ours { address[$2] = $1; next }
      /^[ \t]*(#|$)/ || $1 ~ /:/ { print; next }
      {
        rest = ""; taken = 0
        for (i = 2; i <= NF && substr($i, 1, 1) != "#"; i++)
          if ($i in address && address[$i] != $1) taken = 1; else rest = rest " " $i
        if (!taken) { print; next }
        print kept $0
        if (rest != "") print $1 rest " " reduced
      }
    ' ours=1 "$work/files/hosts" ours=0 "$work/hosts.owner"
  } >"$work/hosts"
  keep_ending "$work/hosts.owner" "$work/hosts"
  write_file "$work/hosts" "$file" "$(stat -c %a "$file")" "$(stat -c %U:%G "$file")"
  printf 'hosts %s\n' "$(sha256sum <"$work/files/hosts" | cut -d ' ' -f 1)" >>"$work/results"
  check_names
}

# restore_hosts FILE COPY: FILE as its owner left it.
restore_hosts() {
  awk -v begin="$hosts_begin" -v end="$hosts_end" -v kept="$hosts_kept" -v reduced="$hosts_reduced" '
    $0 == begin { inside = 1; next }
    $0 == end && inside { inside = 0; next }
    inside { next }
    index($0, kept) == 1 { print substr($0, length(kept) + 1); next }
    length($0) >= length(reduced) && substr($0, length($0) - length(reduced) + 1) == reduced { next }
    { print }
    END { exit inside }
  ' "$1" >"$2" ||
    die "the line '$hosts_end' is missing from /etc/hosts, so nothing tells our lines there from yours; the file was left alone. Put it back below the last of ours, then run the same command again"
  keep_ending "$1" "$2"
}

# keep_ending OLD NEW: a last line that had no newline gets none.
keep_ending() {
  if [ -n "$(tail -c 1 "$1")" ]; then truncate --size=-1 "$2"; fi
}

check_names() {
  local address name found
  while read -r address name; do
    found=$(getent ahostsv4 "$name" | awk '{ print $1 }' | sort -u | paste -sd ' ')
    [ "$found" = "$address" ] ||
      die "$name resolves to ${found:-nothing} on this host, although /etc/hosts says $address: see 'hosts:' in /etc/nsswitch.conf"
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

# The service user and its data stay: a user that comes back with another id could not read them.
remove_base() {
  local file
  stop_unrecorded
  file=$(readlink -f /etc/hosts)
  restore_hosts "$file" "$work/hosts"
  write_file "$work/hosts" "$file" "$(stat -c %a "$file")" "$(stat -c %U:%G "$file")"
  rm -f "$sysctl_file" "$owner_file"
  if getent passwd "$service_user" >/dev/null && [ -z "$(find "$data_root" -user "$service_user" -print -quit 2>/dev/null)" ]; then
    userdel "$service_user"
  fi
}
