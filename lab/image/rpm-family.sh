#!/bin/bash
# Makes the layer that turns the bare root into a host of the RPM family: dnf, rpm and firewalld in place of apt and dpkg,
# and RPMs to install from. Runs in a mount namespace of its own, which ends with it.
# Usage: rpm-family.sh ROOT LAYER REPOSITORY MOUNT_POINT PACKAGE…; the folder REPOSITORY, which hosts see at MOUNT_POINT, is
# one of .deb files; the RPMs are put into its subfolder rpm.
set -euo pipefail

root=$1
layer=$2
repository=$3
mount_point=$4
shift 4

# Beside the layer: overlayfs wants both on one file system. Relative paths: `:` and `,` in a path would be syntax.
merged=$layer.merged
work=$layer.work
mkdir -p "$layer" "$merged" "$work" "$repository/rpm"
(cd "$layer" && mount -t overlay overlay \
  -o "lowerdir=../$(basename "$root"),upperdir=.,workdir=../$(basename "$work")" "$merged")
mount --bind /dev "$merged/dev"
mount -t proc proc "$merged/proc"
mount --bind "$repository" "$merged$mount_point"

inside() {
  chroot "$merged" env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# No service is started in here.
printf '%s\n' '#!/bin/sh' 'exit 101' >"$merged/usr/sbin/policy-rc.d"
chmod 755 "$merged/usr/sbin/policy-rc.d"
inside apt-get --quiet=2 -o APT::Sandbox::User=root update
inside apt-get --quiet=2 install --yes --no-install-recommends -o DPkg::Options::=--force-unsafe-io "$@"

rm "$merged/usr/sbin/policy-rc.d"

# Debian's rpm keeps its database in a user's home, so that nobody takes it for the system's.
mkdir -p "$merged/etc/rpm" "$merged/var/lib/rpm"
echo '%_dbpath /var/lib/rpm' >"$merged/etc/rpm/macros"
inside rpm --initdb

# One line a file; a folder only where the root has none, since it goes with its package.
spec_files() {
  local path
  (cd "$1" && find . -mindepth 1 -printf '%P\n') | while IFS= read -r path; do
    if [ ! -d "$1/$path" ] || [ -L "$1/$path" ]; then
      echo "/$path"
    elif [ ! -d "$merged/$path" ]; then
      echo "%dir /$path"
    fi
  done
}

# The package and what it needs beside the root.
with_libraries() {
  inside apt-get --simulate install --no-install-recommends "$1" | sed -n 's/^Inst \([^ ]*\) .*/\1/p'
}

# debs_to_rpm RPM_NAME DEBIAN_NAME…: what these Debian packages hold, as one RPM. It asks for nothing, since the root's
# libraries are no RPMs.
debs_to_rpm() {
  local rpm_name=$1 name version build=$merged/tmp/build
  shift
  version=$(inside apt-cache show "$1" | sed -n 's/^Version: \([0-9]*:\)\?\([^-+]*\).*/\2/p')
  for name in "$@"; do dpkg-deb --extract "$(find "$repository" -maxdepth 1 -name "${name}_*.deb")" "$build"; done
  rm -rf "$build"/usr/share/{doc,man,lintian} "$build/usr/lib/debug"
  # A link that Debian's maintainer script makes.
  if [ -d "$build/usr/lib/jvm" ]; then
    mkdir -p "$build/usr/bin"
    ln -s "$(cd "$build" && find usr/lib/jvm -path '*/bin/java' -printf '/%p')" "$build/usr/bin/java"
  fi
  {
    cat <<SPEC
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global _binary_payload w3.zstdio
Name: $rpm_name
Version: $version
Release: 1
Summary: From Debian's $*
License: as theirs
AutoReqProv: no
%description
For hosts of the lab.
%install
cp -a /tmp/build/. %{buildroot}/
%files
SPEC
    spec_files "$build"
  } >"$build.spec"
  inside rpmbuild -bb --quiet --define "_topdir /tmp/rpmbuild" --define "_rpmdir $mount_point/rpm" /tmp/build.spec
  rm -rf "$build" "$build.spec" "$merged/tmp/rpmbuild"
}

debs_to_rpm java-17-openjdk-headless openjdk-17-jre-headless
debs_to_rpm nftables nftables
debs_to_rpm openssl openssl
mapfile -t names < <(with_libraries kcat)
debs_to_rpm kcat kcat "${names[@]}"
inside createrepo_c --quiet "$mount_point/rpm"

mkdir -p "$merged/etc/yum.repos.d"
printf '%s\n' '[lab]' 'name=Packages of the lab' "baseurl=file://$mount_point/rpm" 'gpgcheck=0' \
  >"$merged/etc/yum.repos.d/lab.repo"
mkdir -p "$merged/etc/dnf/vars"
echo 9 >"$merged/etc/dnf/vars/releasever"
# In this family firewalld has nft with it.
inside dnf --quiet --assumeyes install nftables
# Timers that would work at odd times.
inside systemctl --quiet mask dnf-makecache.timer

# Nothing of the other family may be of use to what looks for a package manager.
inside dpkg --listfiles apt dpkg | grep -E '^(/usr)?/s?bin/.' | while IFS= read -r path; do rm -f "$merged$path"; done
rm -rf "$merged"/etc/{apt,dpkg,debian_version} "$merged"/var/lib/{apt,dpkg} "$merged"/var/cache/{apt,debconf}
rm -f "$merged"/var/log/{dpkg.log,alternatives.log} "$merged"/var/log/apt/*
cat >"$merged/usr/lib/os-release" <<OS
PRETTY_NAME="RPM-family host of the lab"
NAME="Lab"
ID=lab
ID_LIKE="rhel fedora"
VERSION_ID="9"
OS

umount "$merged$mount_point" "$merged/proc" "$merged/dev" "$merged"
rm -rf "$merged" "$work"
