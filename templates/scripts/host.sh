#!/bin/bash
# The one program that remote commands run on a host.
#   host converge KIND NAME   makes what the document on stdin says; doing it again changes nothing
#   host try KIND NAME CHANGE OPERATOR   what goes back by itself, unless `converge KIND NAME CHANGE` confirms it in time
#   host remove KIND NAME     takes back what converge made
#   host stop|start|restart KIND NAME   operates a service that converge made, and writes nothing
#   host cluster-state CLUSTER   prints what the cluster says of itself, in the lines of cluster-state.sh; changes nothing
#   host carry-again mirror NAME TOPIC…  has a mirror begin anew with topics
#   host boot KIND            called by systemd when the host starts: puts back what others may have overwritten
#   host prepare UNIT         called by systemd before a start: joins the unit's files, notes what it starts with
#   host keep FAMILY TABLE FILE [guarded]   run by systemd all the time: the nftables table that the file has stays
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
# When the connection is cut, a run goes on to its end: nobody reading its progress must not stop it half-way.
trap '' PIPE

scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=lib.sh
. "$scripts/lib.sh"
trap on_exit EXIT
# shellcheck source=kafka-tool.sh
. "$scripts/kafka-tool.sh"
# shellcheck source=authorization.sh
. "$scripts/authorization.sh"
# shellcheck source=service.sh
. "$scripts/service.sh"
# shellcheck source=stores.sh
. "$scripts/stores.sh"
# shellcheck source=packages.sh
. "$scripts/packages.sh"
# shellcheck source=emptied.sh
. "$scripts/emptied.sh"
# shellcheck source=operate.sh
. "$scripts/operate.sh"

verb=${1:?verb} kind=${2:?kind}
case $verb in
  boot)
    # shellcheck source=/dev/null
    . "$scripts/kind-$kind.sh"
    "boot_$kind"
    exit
    ;;
  prepare)
    # Whatever keeps a name away, a service that starts without it is better than none.
    timeout 30 "$0" boot base || note "our lines in /etc/hosts could not be put back"
    prepare_start "$kind"
    exit
    ;;
  keep)
    # shellcheck source=keep-table.sh
    . "$scripts/keep-table.sh"
    keep_table "${@:2}"
    ;;
  cluster-state)
    [ "$(id -u)" = 0 ] || die "this must run as root"
    read_document
    # shellcheck source=cluster-state.sh
    . "$scripts/cluster-state.sh"
    print_cluster_state
    exit
    ;;
  converge | try | remove | stop | start | restart | carry-again) name=${3:?name} ;;
  *) die "unknown verb '$verb'" ;;
esac
[ "$(id -u)" = 0 ] || die "this must run as root"
[ -f "$scripts/kind-$kind.sh" ] || die "unknown kind '$kind'"

# A run that hangs must end by itself: its connection may be long gone. The minutes cover a slow mirror's Java
# installation or a broker's log recovery.
if [ -z "${KAFKA_PROXIED_BOUNDED:-}" ]; then
  export KAFKA_PROXIED_BOUNDED=1
  exec timeout --kill-after=30 "${KAFKA_PROXIED_LIMIT_SECONDS:-3600}" "$0" "$@"
fi

# shellcheck source=/dev/null
. "$scripts/kind-$kind.sh"
# The scripts' own removal needs no document: what made them is no document either.
[ "$kind" = bootstrap ] || read_document
take_lock "$verb $kind $name"
case $verb in
  stop | start | restart | carry-again)
    declare -F "${verb//-/_}_${kind//-/_}" >/dev/null || die "a '$kind' can't be operated"
    require_installed "$name"
    "${verb//-/_}_${kind//-/_}" "$name" "${@:4}"
    exit
    ;;
esac
# A change that is only tried keeps the stamp until it is certain that it will be.
[ "$verb" = try ] || forget_stamp "$kind--$name"
declare -F "${verb}_${kind//-/_}" >/dev/null || die "a '$kind' can't be tried"
"${verb}_${kind//-/_}" "$name" "${@:4}"
if [ "$verb" = try ]; then
  echo "$kind $name is tried"
elif [ "$verb" = converge ]; then
  store_stamp "$kind--$name"
  echo "$kind $name is in place"
else
  rmdir "$stamp_dir" "$etc_dir" 2>/dev/null || true
  echo "$kind $name is removed"
fi
