#!/bin/bash
# The secret properties of one broker, in a file of their own that its group alone reads. They are joined to
# server.properties when the broker starts.
# shellcheck disable=SC2154

converge_secrets() {
  local dir=$etc_dir/$1
  make_dir "$dir" 750 "root:$service_user"
  write_file "$work/files/secret.properties" "$dir/secret.properties" 640 "root:$service_user"
  expect_file "$dir/secret.properties"
}

remove_secrets() { rm -f "$etc_dir/$1/secret.properties"; }
