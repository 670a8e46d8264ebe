#!/bin/bash
# Turns a fresh mount and host name namespace into the workstation's view of this machine, then becomes the command.
# Usage: workstation.sh HOSTNAME ETC_DIR BIN_DIR COMMAND…
set -euo pipefail

hostname "$1"
etc_dir=$2
bin_dir=$3
shift 3

for file in "$etc_dir"/*; do
  target=/etc/$(basename "$file")
  # A machine without the file needs no other view of it.
  [[ -e $target ]] && mount --bind "$file" "$target"
done
export PATH="$bin_dir:$PATH"
exec "$@"
