#!/bin/bash
# What of one service is secret: properties in a file of their own, joined to its configuration when it starts, and
# the stores that they lead to. Its group alone reads them.
# shellcheck disable=SC2154

converge_secrets() {
  local dir=$etc_dir/$1 stores
  stores=$(get stores none)
  make_dir "$dir" 750 "root:$service_user"
  if [ -n "$(get clusters '')" ]; then
    stage_mirror_keys "$1" "$stores"
  elif [ "$stores" != none ]; then
    stage_stores "$1" "$stores"
  fi
  write_file "$work/files/secret.properties" "$dir/secret.properties" 640 "root:$service_user"
  expect_file "$dir/secret.properties"
  prune_stores "$1" "$stores" "$(stores_in_use "$1")" "$(loaded_stores "$1")"
}

# stage_stores UNIT NAME: the key store and the trust store, made of the document's PEM files, in a folder of their own:
# nothing that runs looks there yet. The PEM files lie in a folder of root's, in memory, and go with it.
stage_stores() {
  local dir=$etc_dir/$1/tls/$2 password=$work/files/tls.password file
  if [ "$(get keep no)" = yes ]; then take_kept "$1" "$2"; fi
  check_certificate "$1"
  make_key_store "$1" "$password" "$work/files/tls.key" "$work/files/tls.crt" "$work/files/tls.ca"
  make_trust_store "$password" "$work/files/tls.ca"
  make_dir "$etc_dir/$1/tls" 750 "root:$service_user"
  make_dir "$dir" 750 "root:$service_user"
  cp "$work/files/tls.crt" "$work/certificate.pem"
  authority_record >"$work/authorities"
  for file in keystore.p12 truststore.p12 certificate.pem authorities; do
    write_file "$work/$file" "$dir/$file" 640 "root:$service_user"
    expect_file "$dir/$file"
  done
}

# take_kept UNIT NAME: key and certificate that the service has already, where the CA that signed them signs no more. They
# are in what an earlier run made of this very document, in what the next start takes, or in what is in use: each has the
# password of the document, or one of those of the properties.
take_kept() {
  local dir=$etc_dir/$1 store stores=$etc_dir/$1/tls
  {
    cat "$work/files/tls.password"
    sed -n 's/^[A-Za-z0-9._-]*ssl\.key[Ss]tore\.password=//p' "$dir/secret.properties" 2>/dev/null || true
  } >"$work/kept.passwords"
  for store in "$2" "$(wanted_stores "$1")" current; do
    if open_store "$stores/$store/keystore.p12" "$work/kept.passwords"; then return 0; fi
  done
  die "$1 has no key and certificate to keep, and the CA that would sign new ones has no key (tls.givenAuthorities). Let another CA issue: put it first in tls.authorities"
}

# open_store FILE PASSWORDS: its key and its certificate, into the document's place; fails where none of the passwords opens it.
open_store() {
  local password=$work/kept.password each
  [ -f "$1" ] || return 1
  while read -r each; do
    printf '%s\n' "$each" >"$password"
    if openssl pkcs12 -in "$1" -passin "file:$password" -nocerts -nodes 2>/dev/null | openssl pkey -out "$work/files/tls.key" 2>/dev/null &&
      openssl pkcs12 -in "$1" -passin "file:$password" -nokeys -clcerts 2>/dev/null | openssl x509 -out "$work/files/tls.crt" 2>/dev/null; then
      return 0
    fi
  done <"$2"
  return 1
}

# stage_mirror_keys UNIT NAME: a mirror's PEM files for each of its clusters.
stage_mirror_keys() {
  local dir=$etc_dir/$1/tls/$2 cluster file
  make_dir "$etc_dir/$1/tls" 750 "root:$service_user"
  make_dir "$dir" 750 "root:$service_user"
  for cluster in $(get clusters); do
    if [ "$(get "$cluster.keep" no)" = yes ]; then keep_mirror_key "$1" "$2" "$cluster"; fi
    make_dir "$dir/$cluster" 750 "root:$service_user"
    authority_record "$cluster." >"$work/files/$cluster.authorities"
    for file in "$work/files/$cluster".*; do
      write_file "$file" "$dir/$cluster/${file#"$work/files/$cluster."}" 640 "root:$service_user"
      expect_file "$dir/$cluster/${file#"$work/files/$cluster."}"
    done
  done
}

# keep_mirror_key UNIT NAME CLUSTER: the key and certificate that it has for the cluster.
keep_mirror_key() {
  local store file
  for store in "$2" "$(wanted_stores "$1")" current; do
    file=$etc_dir/$1/tls/$store/$3/keystore.pem
    [ -f "$file" ] || continue
    cp "$file" "$work/files/$3.keystore.pem"
    return 0
  done
  die "$1 has no key and certificate of $3 to keep, and the CA that would sign new ones has no key (tls.givenAuthorities). Let another CA issue: put it first in tls.authorities"
}

# Clocks differ a little, and a certificate may have been made a moment ago.
readonly clock_seconds=120

# check_certificate UNIT: what no client would accept, or no broker start with, is refused before anything changes.
check_certificate() {
  local certificate=$work/files/tls.crt name check
  {
    [ "$(openssl x509 -noout -pubkey -in "$certificate" 2>&1)" = "$(openssl pkey -pubout -in "$work/files/tls.key" 2>/dev/null)" ] ||
      echo "it is not of the key that came with it"
    { openssl verify -attime "$(($(date +%s) + clock_seconds))" -purpose sslserver -no-CApath -no-CAstore \
      -CAfile "$work/files/tls.ca" "$certificate" 2>&1 || true; } | sed -n 's/^error [0-9]* at .* lookup: /it does not hold: /p'
    for name in $(get names); do
      case $name in
        *:*) check=-checkip ;;
        *[!0-9.]*) check=-checkhost ;;
        *) check=-checkip ;;
      esac
      openssl x509 -noout "$check" "$name" -in "$certificate" 2>/dev/null | grep -q 'does match' ||
        echo "it does not hold the name $name"
    done
  } >"$work/wrong"
  [ ! -s "$work/wrong" ] ||
    die "the certificate of $1 was not taken: $(paste -sd ';' "$work/wrong" | sed 's/;/; /g'). Nothing was changed"
}

# prune_stores UNIT NAME…: keeps the stores with these names: what the next start uses, and what runs.
prune_stores() {
  local unit=$1 dir
  shift
  for dir in "$etc_dir/$unit/tls"/*; do
    case " $* current " in
      *" $(basename "$dir") "*) ;;
      *) rm -rf "$dir" ;;
    esac
  done
  rmdir "$etc_dir/$unit/tls" 2>/dev/null || true
}

remove_secrets() { rm -rf "${etc_dir:?}/$1/secret.properties" "${etc_dir:?}/$1/tls"; }
