#!/bin/bash
# Unpacks the Kafka archive, which an SFTP copy staged under its checksum, into versions/<version>: verified before,
# renamed into place in one step. Several versions stand side by side.
# shellcheck disable=SC2154

converge_install() {
  local version=$1 sha staged dir
  sha=$(get sha256)
  staged=$opt_dir/staging/kafka-$sha.tar
  dir=$opt_dir/versions/$version
  make_dir "$opt_dir/versions" 755 root:root
  if [ "$(cat "$dir/ARCHIVE_SHA256" 2>/dev/null || true)" != "$sha" ] || [ -e "$staged" ]; then
    unpack "$version" "$sha" "$staged" "$dir"
  fi
  expect_file "$dir/ARCHIVE_SHA256"
  printf 'tree %s %s\n' "$(tree_hash "$dir")" "$dir" >>"$work/results"
}

unpack() {
  local version=$1 sha=$2 staged=$3 dir=$4 room archive=$opt_dir/versions/.archive.tar temp=$opt_dir/versions/.unpack
  [ -f "$staged" ] || die "the Kafka archive is not at $staged; run 'npm run up' again, which copies it"
  # Out of the login user's reach first, so that what is verified is what is unpacked.
  mv -fT "$staged" "$archive"
  chown root:root "$archive"
  [ "$(sha256sum <"$archive" | cut -d ' ' -f 1)" = "$sha" ] || {
    rm -f "$archive"
    die "the Kafka archive arrived damaged (its sha256 is not $sha) and was removed; run 'npm run up' again, which copies it again"
  }
  rm -rf "$temp"
  # The room that a failure took is given back: the next run, which copies the archive again, needs it.
  if ! { mkdir "$temp" && tar -xf "$archive" -C "$temp" --strip-components=1 --no-same-owner --no-same-permissions &&
    chmod -R u=rwX,go=rX "$temp" && printf '%s\n' "$sha" >"$temp/ARCHIVE_SHA256" && sync -f "$temp"; }; then
    room=$(room_at "$opt_dir/versions")
    rm -rf "$temp" "$archive"
    die "the Kafka archive could not be unpacked into $opt_dir/versions ($room); what was there is unchanged. Make room, then run 'npm run up' again"
  fi
  rm -rf "$dir"
  mv -T "$temp" "$dir"
  label -R "$dir"
  rm -f "$archive"
}

tree_hash() { (cd "$1" && find . -type f -printf '%P %s %m %T@\n' | sort | sha256sum | cut -d ' ' -f 1); }

remove_install() {
  rm -rf "${opt_dir:?}/versions/$1"
  rmdir "$opt_dir/versions" 2>/dev/null || true
}
