#!/bin/bash
# Exchanges a few bytes with a service on its own port. Sourced by the host's scripts, and sent along with the probe.
# shellcheck disable=SC2016 # the quoted script expands in a shell of its own

# talk DOOR: sends what comes on stdin and prints what is answered, for at most 5 s. DOOR is `address:port`; or, for TLS,
# `UNIT@address:port`: UNIT is a service of this host, whose certificate is shown, and which says whom to trust.
talk() { (become_talk "$1"); }

# become_talk DOOR: the same in the place of this shell, so that whoever ends its process ends the connection.
become_talk() {
  local place=${1##*@}
  exec 2>/dev/null
  case $1 in
    *@*) talk_by_tls "${1%%@*}" "${place%:*}" "${place##*:}" ;;
    *) exec timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && cat >&3 && cat <&3' _ "${place%:*}" "${place##*:}" ;;
  esac
}

# Keys pass through pipes alone: no further file holds them. `-quiet` keeps the connection open behind the end of stdin.
talk_by_tls() {
  exec timeout 5 openssl s_client -quiet -connect "$2:$3" -verify_ip "$2" -verify_return_error \
    -CAfile <(pem_of "$1" truststore -nokeys) -cert <(pem_of "$1" keystore -nokeys -clcerts) \
    -key <(pem_of "$1" keystore -nocerts -nodes)
}

# pem_of UNIT STORE OPTION…: a part of a service's store as PEM text.
pem_of() {
  local secrets=/etc/kafka-proxied/$1/secret.properties store
  store=$(store_of "$secrets" "$2")
  openssl pkcs12 -in "$store" -passin "file:"<(password_of "$secrets" "$2") "${@:3}"
}

# Broker and ZooKeeper write the names of these properties in letters of another case.
store_of() { stores_at_start <"$1" | grep -i "\.$2\.location=" | sed -n '1s/^[^=]*=//p'; }
# Of secret properties: with the stores that belong to these passwords, which a running service may not use yet.
stores_at_start() { awk '/^# stores / { stores = $3 } { if (stores) sub("/tls/current/", "/tls/" stores "/"); print }'; }
password_of() { grep -i -m 1 "\.$2\.password=" "$1" | cut -d = -f 2-; }
