#!/bin/bash
# The private key of one SSH tunnel. A new one lies beside the old one until the tunnel has switched to it.
# shellcheck disable=SC2154

converge_tunnel_key() {
  local dir=$etc_dir/$1 key
  key=$dir/keys/$(get key)
  make_dir "$etc_dir" 755 root:root
  make_dir "$dir" 750 "root:$service_user"
  make_dir "$dir/keys" 750 "root:$service_user"
  write_file "$work/files/key" "$key" 640 "root:$service_user"
  expect_file "$key"
}

remove_tunnel_key() { rm -rf "${etc_dir:?}/$1/keys"; }
