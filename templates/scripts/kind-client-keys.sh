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
  if [ "$(get keep no)" = yes ]; then
    # The CA that signed it signs no more.
    [ -e "$dir/keystore.pem" ] ||
      die "the client of $1 has no key and certificate to keep, and the CA that would sign new ones has no key (tls.givenAuthorities). Let another CA issue: put it first in tls.authorities"
    cp "$dir/keystore.pem" "$work/files/keystore.pem"
  fi
  if [ -e "$work/files/keystore.pem" ]; then
    usermod --append --groups "$service_user" "$reader"
    write_file "$work/files/keystore.pem" "$dir/keystore.pem" 640 "root:$service_user"
    expect_file "$dir/keystore.pem"
  else
    rm -f "$dir/keystore.pem"
  fi
  place_stores "$dir" "$1"
  # Last: it says of the others that they are there.
  authority_record >"$work/authorities"
  write_file "$work/authorities" "$dir/authorities" 644 root:root
  expect_file "$dir/authorities"
}

# place_stores FOLDER NAME: for clients whose Kafka reads no PEM files. Their password is no secret: modes are those of the PEM
# files.
place_stores() {
  local dir=$1 password=$work/store.password
  rm -f "$dir/keystore.p12"
  if [ -z "$(get store_password '')" ]; then
    rm -f "$dir/truststore.p12"
    return 0
  fi
  get store_password >"$password"
  make_trust_store "$password" "$dir/ca.pem"
  write_file "$work/truststore.p12" "$dir/truststore.p12" 644 root:root
  expect_file "$dir/truststore.p12"
  if [ -e "$dir/keystore.pem" ]; then
    make_key_store "$2" "$password" "$dir/keystore.pem" "$dir/keystore.pem" "$dir/ca.pem"
    write_file "$work/keystore.p12" "$dir/keystore.p12" 640 "root:$service_user"
    expect_file "$dir/keystore.p12"
  fi
}

remove_client_keys() {
  local dir=$etc_dir/client/$1
  rm -f "$dir/ca.pem" "$dir/keystore.pem" "$dir/truststore.p12" "$dir/keystore.p12" "$dir/authorities"
  rmdir "$dir" 2>/dev/null || true
  if id -nG "$(get reader)" 2>/dev/null | tr ' ' '\n' | grep -qx "$service_user"; then
    gpasswd --delete "$(get reader)" "$service_user" >/dev/null
  fi
}
