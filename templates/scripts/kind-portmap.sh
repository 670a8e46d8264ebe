#!/bin/bash
# The gateway's port map: one nftables table of ours, loaded at boot by a unit of ours. No other table is touched. What it
# mapped before goes on beside what is new until `portmap-withdrawn` takes it back, when every broker has moved.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=earlier-rules.sh
. "$(dirname "${BASH_SOURCE[0]}")/earlier-rules.sh"

readonly portmap_unit=kafka-proxied-portmap
readonly portmap_dir=$etc_dir/gateway

converge_portmap() {
  if [ -f "$portmap_dir/portmap.nft" ]; then
    with_earlier_map "$portmap_dir/portmap.nft" "$work/files/portmap.nft" >"$work/portmap.nft"
    mv -f "$work/portmap.nft" "$work/files/portmap.nft"
  fi
  put_map "$1"
}

# put_map TABLE: the map in $work/files, now and after the next boot.
put_map() {
  local table=$1
  command -v nft >/dev/null ||
    die "nft is not here. Install nftables on this gateway, or set managePortMap: false and enter the port map in what does its forwarding"
  nft --check --file "$work/files/portmap.nft" || die "nftables refuses the port map; nothing was changed"
  make_dir "$portmap_dir" 755 root:root
  write_file "$work/files/portmap.nft" "$portmap_dir/portmap.nft" 644 root:root
  write_file "$work/files/unit" "/etc/systemd/system/$portmap_unit.service" 644 root:root
  systemctl daemon-reload
  systemctl enable --quiet "$portmap_unit.service"
  nft --file "$portmap_dir/portmap.nft"
  systemctl restart "$portmap_unit.service" ||
    die "the port map is in force, and what keeps it does not start: see 'journalctl -u $portmap_unit'"
  expect_file "$portmap_dir/portmap.nft"
  expect_file "/etc/systemd/system/$portmap_unit.service"
  expect_enabled "$portmap_unit"
  expect_active "$portmap_unit"
  expect_table "$table" "$(nft list table ip "$table" | sha256sum | cut -d ' ' -f 1)"
}

remove_portmap() {
  systemctl disable --quiet --now "$portmap_unit.service" 2>/dev/null || true
  rm -rf "/etc/systemd/system/$portmap_unit.service" "${portmap_dir:?}"
  systemctl daemon-reload
  if nft list table ip "$1" >/dev/null 2>&1; then nft delete table ip "$1"; fi
  forget_stamp "portmap-withdrawn--$1"
}
