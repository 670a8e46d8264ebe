#!/bin/bash
# Taking back these very scripts, last of all. They are put here by the bootstrap resource (templates/bootstrap.ts).
# shellcheck disable=SC2154

remove_bootstrap() {
  rm -rf "${opt_dir:?}"
  # Its own remains go when the shell that runs this has read to its end: the folder above is already unlinked.
  rm -f "$run_dir/lock.holder"
}
