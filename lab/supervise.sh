#!/bin/bash
# Keeps one lab host running: cables, boot, and after a reboot fresh cables in a fresh network namespace, because
# packet filter tables would outlive the reboot in the old one. Ends when the host is switched off.
# If this process is killed, the host runs on unattended, until `up` pulls its plug and boots it again.
# Usage: supervise.sh MACHINE HOSTNAME HOST_DIR PACKAGES PACKAGES_MOUNT_POINT; runs in the namespace of the bridges.
set -euo pipefail

machine=$1
host_name=$2
host_dir=$3
packages=$4
mount_point=$5

readonly rebooted=133
readonly host_netns=/run/netns/$machine

# Pure cgroup2, or the older layouts in which systemd has a hierarchy of its own.
cgroup_parents() {
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    echo /sys/fs/cgroup
  else
    find /sys/fs/cgroup/systemd /sys/fs/cgroup/unified -maxdepth 0 2>/dev/null || true
  fi
}

remove_cgroups() {
  local parent
  for parent in $(cgroup_parents); do
    find "$parent/$machine" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}

unplug() {
  ip -force -batch "$host_dir/unplug.batch" 2>/dev/null || true
  ip netns delete "$machine" 2>/dev/null || true
}

plug() {
  unplug
  ip netns add "$machine"
  # The host itself sees /proc/sys read-only.
  nsenter --net="$host_netns" sysctl --quiet --load="$host_dir/sysctl.conf"
  ip -batch "$host_dir/plug.batch"
  ip -netns "$machine" -batch "$host_dir/address.batch"
}

# Each host has a cgroup of its own: nspawn started twice in one would mix the hosts' processes.
boot() (
  for parent in $(cgroup_parents); do
    mkdir -p "$parent/$machine" || exit
    echo "$BASHPID" >"$parent/$machine/cgroup.procs" || exit
  done
  export SYSTEMD_NSPAWN_TMPFS_TMP=0
  exec systemd-nspawn --quiet --register=no --keep-unit --boot \
    --machine="$machine" --hostname="$host_name" --directory="$host_dir/root" \
    --network-namespace-path="$host_netns" --capability=CAP_NET_ADMIN \
    --resolv-conf=off --timezone=off --link-journal=no --console=read-only \
    --bind-ro="${packages//:/\\:}:$mount_point" systemd.show_status=1
)

# A function is read whole before it runs: this file may be edited while a host is up.
main() {
  local status=$rebooted
  remove_cgroups
  while [[ $status == "$rebooted" ]]; do
    plug
    status=0
    boot </dev/null || status=$?
    remove_cgroups
    echo "supervisor: the host ended with status $status"
  done
  unplug
  exit
}
main
