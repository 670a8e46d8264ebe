#!/bin/bash
# New files, and one restart after another; each waits for the broker's port.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

for name in $(names); do
  {
    files_of "$name"
    echo 'systemctl restart kafka'
  } | on "$name"
  until_open "$name"
done
