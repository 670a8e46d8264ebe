#!/bin/bash
# Read by the other scripts. In the environment: FLOOR, the folder with the rendered files, a folder for each host;
# SSH_CONFIG; ARCHIVE; GATEWAY; BROKERS, each `name:port:external port`; SOURCES; TOPIC.
set -euo pipefail

# What still runs in the background ends with a script that fails.
end() {
  local code=$?
  if [ $code != 0 ]; then
    trap '' TERM
    kill 0
  fi
  exit $code
}
trap end EXIT

on() {
  ssh -F "$SSH_CONFIG" -o ControlMaster=auto -o ControlPath="$FLOOR/%h" -o ControlPersist=60 "$1" sudo bash -es
}

names() { for broker in $BROKERS; do echo "${broker%%:*}"; done; }
first() { names | head -n 1; }

# The files of a host, as lines that unpack them there.
files_of() {
  echo "base64 -d <<'END' | tar --extract --gzip --directory=/ --no-same-owner"
  # Files alone: tar would change the modes of the host's own folders for a moment.
  (cd "$FLOOR/$1" && find . -type f | tar --create --gzip --files-from=-) | base64
  echo END
}

# port_of NAME: that of clients inside.
port_of() { for broker in $BROKERS; do [ "${broker%%:*}" != "$1" ] || { broker=${broker#*:}; echo "${broker%%:*}"; }; done; }

# until_open NAME: its port, from here.
until_open() { until (: >"/dev/tcp/$1/$(port_of "$1")") 2>/dev/null; do sleep 0.1; done; }

# Waits for all that run in the background. Fails if one of them did.
all() { for pid in $(jobs -p); do wait "$pid"; done; }
