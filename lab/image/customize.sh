#!/bin/bash
# Run by mmdebstrap while the root still has its package sources: fetches the packages that the hosts' repository
# offers, then makes the root a host that knows no network source, has an operator, and boots quickly.
# Usage: customize.sh ROOT REPOSITORY MOUNT_POINT PACKAGE…
set -euo pipefail

root=$1
repository=$2
mount_point=$3
shift 3

apt-get() {
  chroot "$root" apt-get --quiet --quiet "$@"
}

# Only what a bare host lacks is fetched; each group of packages is resolved against the bare root.
apt-get clean
for package in "$@"; do
  apt-get install --yes --download-only --no-install-recommends "$package"
done
mkdir -p "$repository"
mv "$root"/var/cache/apt/archives/*.deb "$repository/"

rm -f "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*
echo "deb [trusted=yes] file:$mount_point ./" >"$root/etc/apt/sources.list"
mkdir -p "$root$mount_point"

# Debian has a group of this name already, so the user joins it.
chroot "$root" useradd --create-home --shell /bin/bash --gid operator --password '*' operator
echo 'operator ALL=(ALL:ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/operator"
chmod 0440 "$root/etc/sudoers.d/operator"

echo 'LANG=C.UTF-8' >"$root/etc/default/locale"

# Each host gets its own host key.
rm -f "$root"/etc/ssh/ssh_host_*
printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PasswordAuthentication no' >"$root/etc/ssh/sshd_config.d/lab.conf"

# Nobody answers DNS in the lab: an unknown name fails at once.
printf '%s\n' 'nameserver 127.0.0.1' 'options timeout:1 attempts:1' >"$root/etc/resolv.conf"

# Package scripts (the JRE's among them) link into this folder.
mkdir -p "$root/usr/share/man/man1"

# Timers that would work at odd times, and consoles that don't exist.
systemctl --quiet --root="$root" mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  getty.target console-getty.service systemd-firstboot.service
