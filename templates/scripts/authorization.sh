#!/bin/bash
# What a cluster's authorizer does not let us do. Of all topics Kafka tells nobody those that he may not describe: an answer
# without them looks like a cluster that has none.
# shellcheck disable=SC2154 # etc_dir, data_root, work: lib.sh

# refusal FILE…: what Kafka's tools say there of somebody who is not allowed to; fails where they say nothing of it.
refusal() {
  grep -h -oiE '[A-Za-z]*AuthorizationException.*|[a-z]+ authorization failed.*|not authorized to access.*' "$@" |
    head -n 1 | cut -c 1-200 | grep .
}

# As whom the other brokers know the one of this host.
internal_principal() {
  [ "$(get internal PLAINTEXT)" = SSL ] || {
    echo User:ANONYMOUS
    return 0
  }
  openssl x509 -in "$etc_dir/$(get unit)/tls/current/certificate.pem" -noout -subject -nameopt RFC2253 |
    sed 's/^subject= */User:/'
}

# how_to_allow: what to do about it.
how_to_allow() {
  printf '%s' "the authorizer of the cluster does not let $(internal_principal) do that, as whom brokers connect to each other (with ssl.principal.mapping.rules: as what these make of it). Name it in super.users, under settings of the cluster; 'npm run doctor' tells of all that are turned away"
}

# untold_topics FILE: topics of which this broker holds partitions, and which its lines, those of cluster-state.sh, do not
# have. What is about to be deleted, or moved, has an ending of its own. The log of the controllers is no topic.
untold_topics() {
  comm -23 \
    <(find "$data_root/$(get unit)/data" -mindepth 1 -maxdepth 1 -type d -name '*-*' ! -name '__cluster_metadata-*' -printf '%f\n' 2>/dev/null | sed -n 's/-[0-9][0-9]*$//p' | sort -u) \
    <(awk -F '\t' '$1 == "topic" { print $2 }' "$1" | sort -u)
}
