#!/bin/bash
# Keeps needrestart, which restarts services after upgrades of packages, from units of ours. It may be installed later.
# shellcheck disable=SC2154

readonly needrestart_dir=/etc/needrestart/conf.d
readonly needrestart_file=$needrestart_dir/kafka-proxied.conf

# Packages of the RPM family have no such thing: `dnf needs-restarting` only tells.
write_needrestart() {
  command -v apt-get >/dev/null || return 0
  [ -d "$needrestart_dir" ] || make_dir "$needrestart_dir" 755 root:root
  write_file "$work/files/needrestart.conf" "$needrestart_file" 644 root:root
  expect_file "$needrestart_file"
}

# Without the package, the folders hold nothing else.
forget_needrestart() {
  rm -f "$needrestart_file"
  rmdir "$needrestart_dir" "$(dirname "$needrestart_dir")" 2>/dev/null || true
}
