#!/bin/bash
# A client's certificates of one cluster: ca.pem, which anyone may read, and its own key and certificate, which the service
# user's group reads. The login user joins that group.
# shellcheck disable=SC2154 # etc_dir, work, service_user: lib.sh

converge_client_keys() {
  local dir=$etc_dir/client/$1 reader
  reader=$(get reader)
  make_dir "$etc_dir/client" 755 root:root
  make_dir "$dir" 755 root:root
  write_file "$work/files/ca.pem" "$dir/ca.pem" 644 root:root
  expect_file "$dir/ca.pem"
  if [ -e "$work/files/keystore.pem" ]; then
    usermod --append --groups "$service_user" "$reader"
    write_file "$work/files/keystore.pem" "$dir/keystore.pem" 640 "root:$service_user"
    expect_file "$dir/keystore.pem"
  else
    rm -f "$dir/keystore.pem"
  fi
  # Last: it says of the others that they are there.
  authority_record >"$work/authorities"
  write_file "$work/authorities" "$dir/authorities" 644 root:root
  expect_file "$dir/authorities"
}

remove_client_keys() {
  local dir=$etc_dir/client/$1
  rm -f "$dir/ca.pem" "$dir/keystore.pem" "$dir/authorities"
  rmdir "$dir" 2>/dev/null || true
  if id -nG "$(get reader)" 2>/dev/null | tr ' ' '\n' | grep -qx "$service_user"; then
    gpasswd --delete "$(get reader)" "$service_user" >/dev/null
  fi
}
