#!/bin/bash
# The stores of a service that speaks TLS: folders tls/<hash>, and tls/current, a link to those in use. Each start takes
# those that secret.properties names in a comment. A running broker reads its stores again when it gets an update of its
# dynamic configuration (Kafka 2.1 and later), so certificates change without a restart; a ZooKeeper server is restarted.
# shellcheck disable=SC2154,SC2034 # etc_dir, run_dir, work: lib.sh; started_now: service.sh

# Seconds within which a new connection must meet a new certificate.
readonly show_seconds=10

# authority_record [PREFIX]: which CAs are trusted, and which one issued, by the numbers of the config: what a later run must
# know before it goes on. PREFIX is that of the document's settings.
authority_record() {
  printf 'trusts %s\n' "$(get "${1:-}trusts")"
  [ -z "$(get "${1:-}issuer" '')" ] || printf 'issuer %s\n' "$(get "${1:-}issuer")"
}

# make_key_store NAME PASSWORD_FILE KEY CERTIFICATE AUTHORITIES: PEM files in, $work/keystore.p12 out.
make_key_store() {
  openssl pkcs12 -export -name "$1" -passout "file:$2" -inkey "$3" -in "$4" -certfile "$5" \
    -out "$work/keystore.p12" 2>"$work/openssl" ||
    die "the key store of $1 could not be made: $(tail -n 1 "$work/openssl" | cut -c 1-300)"
}

# make_trust_store PASSWORD_FILE AUTHORITIES: Java trusts only certificates that were marked by its own tool, each under a
# name; $work/truststore.p12 out.
make_trust_store() {
  local keytool certificate
  keytool=$(dirname "$(readlink -f /usr/bin/java)")/keytool
  awk -v dir="$work" '/BEGIN CERTIFICATE/ { n++ } n { print >(dir "/authority." n) }' "$2"
  for certificate in "$work"/authority.*; do
    "$keytool" -importcert -noprompt -alias "$(basename "$certificate")" -file "$certificate" \
      -keystore "$work/truststore.p12" -storetype PKCS12 -storepass:file "$1" >"$work/keytool" 2>&1 ||
      die "the trust store could not be made: $(tail -n 1 "$work/keytool" | cut -c 1-300)"
  done
}

# wanted_stores UNIT: the stores that its next start takes; nothing where it has none.
wanted_stores() {
  if [ -f "$etc_dir/$1/secret.properties" ]; then
    sed -n '/^# stores / { s/^# stores \([0-9a-f]*\)$/\1/p; q }' "$etc_dir/$1/secret.properties"
  fi
}

# stores_in_use UNIT: where its configuration leads now.
stores_in_use() { readlink "$etc_dir/$1/tls/current" 2>/dev/null || true; }

# loaded_stores UNIT: what the running process has read.
loaded_stores() { cat "$run_dir/$1/stores" 2>/dev/null || true; }

# use_stores UNIT: a start is about to read what is wanted.
use_stores() {
  local stores
  stores=$(wanted_stores "$1")
  if [ -z "$stores" ]; then
    rm -rf "${etc_dir:?}/$1/tls"
    return 0
  fi
  point_link "$stores" "$etc_dir/$1/tls/current"
  note_stores "$1"
}

# note_stores UNIT: the process reads, or has read, what is wanted. Of keys, a hash is for root alone.
note_stores() { (umask 077 && wanted_stores "$1" >"$run_dir/$1/stores"); }

# renew_stores UNIT: makes the running broker read the wanted stores, also where somebody changed their files before it read
# them. One that does not is started anew, as for any other change: what it runs with is forgotten.
renew_stores() {
  local unit=$1 before
  if [ "$(loaded_stores "$unit")" = "$(wanted_stores "$unit")" ]; then
    use_loaded "$unit"
    if ! shows_other "$unit"; then return 0; fi
  fi
  # One that has only just started can't be told anything yet.
  started_now=no
  serve_or_quote "$unit" "$(get deadline)" broker_serves
  before=$(stores_in_use "$unit")
  if [ "$(get renewal running)" = restart ]; then
    note "$unit needs a restart for its new certificates: Kafka $(get version) reads them when it starts"
    rm -f "$run_dir/$unit/started"
    return 0
  fi
  note "$unit takes its new certificates while it runs"
  point_link "$(wanted_stores "$unit")" "$etc_dir/$unit/tls/current"
  if reload_stores && shows_certificate "$unit"; then
    note_stores "$unit"
    return 0
  fi
  note "$unit does not take them while it runs: $refused"
  [ -z "$before" ] || point_link "$before" "$etc_dir/$unit/tls/current"
  rm -f "$run_dir/$unit/started"
}

# use_loaded UNIT: the link leads to what the process has read, also where somebody moved it.
use_loaded() {
  local stores
  stores=$(loaded_stores "$1")
  if [ -n "$stores" ]; then point_link "$stores" "$etc_dir/$1/tls/current"; fi
}

# An update that names the same paths as ever, taken back at once, so that nothing stays in the cluster's dynamic
# configuration; what an interruption leaves there says the same as the broker's own file. Without TLS listeners there is
# nothing to update: each new connection to ZooKeeper reads the stores. Sets $refused.
reload_stores() {
  local settings
  settings=$(get reload '')
  [ -n "$settings" ] || return 0
  if ! change_broker --add-config "$settings"; then
    refused=$(grep -m 1 -oE '[A-Za-z]+(Exception|Error): .*' "$work/change" | tail -n 1 | cut -c 1-300 || true)
    refused=${refused:-$(head -n 1 "$work/change" | cut -c 1-300)}
    return 1
  fi
  change_broker --delete-config "$(tr ',' '\n' <<<"$settings" | cut -d = -f 1 | paste -sd ,)" ||
    note "the update stays in the dynamic configuration of broker $(get id), where it does no harm"
}

change_broker() {
  ask_cluster "$(get config_tool)" --alter --entity-type brokers --entity-name "$(get id)" "$@" >"$work/change" 2>&1
}

# shows_certificate UNIT: whether each of its TLS listeners shows the certificate that it was given. Sets $refused.
shows_certificate() {
  local endpoint wanted deadline
  wanted=$(fingerprint <"$etc_dir/$1/tls/current/certificate.pem")
  for endpoint in $(get tls ''); do
    deadline=$((SECONDS + show_seconds))
    until [ "$(shown_at "$endpoint")" = "$wanted" ]; do
      refused="$endpoint shows another certificate, or none, after $show_seconds s"
      [ "$SECONDS" -lt "$deadline" ] || return 1
      sleep 1
    done
  done
}

# shows_other UNIT: whether one of its TLS listeners shows a certificate that is not the given one; none is no other.
shows_other() {
  local endpoint wanted shown
  [ -n "$(get tls '')" ] || return 1
  wanted=$(fingerprint <"$etc_dir/$1/tls/current/certificate.pem")
  for endpoint in $(get tls); do
    shown=$(shown_at "$endpoint")
    if [ -n "$shown" ] && [ "$shown" != "$wanted" ]; then return 0; fi
  done
  return 1
}

fingerprint() { openssl x509 -noout -fingerprint -sha256 2>/dev/null | sed 's/.*=//'; }

# shown_at ADDRESS:PORT
shown_at() { { timeout 5 openssl s_client -connect "$1" </dev/null 2>/dev/null || true; } | fingerprint || true; }

# expect_shown UNIT: a broker that is up, and shows something else, was given it in vain.
expect_shown() {
  local unit=$1 endpoint
  [ -n "$(get tls '')" ] || return 0
  shows_certificate "$unit" ||
    die "$unit runs, but $refused; it was given $etc_dir/$unit/tls/current/certificate.pem. Look at who listens there ('ss -ltnp') and at the log ('npm run logs -- $(uname -n) $unit'), then run 'npm run up' again"
  expect_link "$etc_dir/$unit/tls/current"
  expect_stores "$unit" "$(loaded_stores "$unit")"
  for endpoint in $(get tls); do
    expect_certificate "$endpoint" "$(fingerprint <"$etc_dir/$unit/tls/current/certificate.pem")"
  done
}
