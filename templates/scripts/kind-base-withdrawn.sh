#!/bin/bash
# Names that the host knew until every broker had moved, taken back: our block in /etc/hosts has exactly the wanted ones.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=kind-base.sh
. "$(dirname "${BASH_SOURCE[0]}")/kind-base.sh"

converge_base_withdrawn() {
  write_hosts_block
  restate_stamp "base--$1"
}

# What `base` made goes with it.
remove_base_withdrawn() { :; }
