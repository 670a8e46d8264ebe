#!/bin/bash
# What the gateway mapped until every broker had moved, taken back: exactly the wanted map is left. Connections that it mapped
# go on.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=kind-portmap.sh
. "$(dirname "${BASH_SOURCE[0]}")/kind-portmap.sh"

converge_portmap_withdrawn() {
  put_map "$1"
  restate_stamp "portmap--$1"
}

# What `portmap` made goes with it.
remove_portmap_withdrawn() { :; }
