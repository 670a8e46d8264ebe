#!/bin/bash
# What SSH tunnels log in to: a user of their own without a shell or a password, and the list of their keys, each with the
# doors that it may open. The configuration of sshd is only looked at.
# shellcheck disable=SC2154

readonly tunnel_user=kafka-tunnel
readonly tunnel_home=/var/lib/kafka-tunnel
readonly keys_file=$tunnel_home/.ssh/authorized_keys

converge_tunnel_doors() {
  local obstacles
  obstacles=$(sshd_obstacles)
  [ -z "$obstacles" ] ||
    die "sshd would not let the tunnels in, and nothing was changed. Its settings for the user $tunnel_user: ${obstacles%; }. Change them in /etc/ssh/sshd_config, for this user alone if need be ('Match User $tunnel_user'), reload sshd, then run 'npm run up' again"
  make_tunnel_user
  make_dir "$tunnel_home" 755 root:root
  make_dir "$tunnel_home/.ssh" 755 root:root
  cp "$keys_file" "$work/keys.before" 2>/dev/null || : >"$work/keys.before"
  # Owned by root: the user can read it, and that is all.
  write_file "$work/files/authorized_keys" "$keys_file" 644 root:root
  label_keys
  if grep -vxFf "$keys_file" "$work/keys.before" | grep -q .; then
    note "a tunnel's key was withdrawn or changed: tunnels that stand are ended, and those that may come back at once"
    end_sessions
  fi
  expect_user "$tunnel_user"
  expect_file "$keys_file"
}

# A password of `*` is none, and unlike a locked one keeps no sshd from taking keys.
make_tunnel_user() {
  local home
  home=$(home_of_tunnels)
  if [ -z "$home" ]; then
    useradd --system --user-group --home-dir "$tunnel_home" --no-create-home --shell /usr/sbin/nologin --password '*' \
      --comment 'SSH tunnels to Kafka clusters' "$tunnel_user"
  elif [ "$home" != "$tunnel_home" ]; then
    die "there is a user $tunnel_user here that is not ours (its home is $home). Nothing was changed. Rename it"
  fi
}

# Where the user's home is; nothing where there is no such user.
home_of_tunnels() { getent passwd "$tunnel_user" | cut -d : -f 6 || true; }

# SELinux lets sshd read keys by this label; policies don't give it to homes of system users.
label_keys() {
  if command -v selinuxenabled >/dev/null && selinuxenabled; then
    chcon -R -t ssh_home_t "$tunnel_home/.ssh" >&2 || note "chcon could not label $tunnel_home/.ssh; if tunnels are refused, see 'ausearch -m avc'"
  fi
}

# What in sshd's own configuration would refuse the tunnels; nothing where it can't be asked.
sshd_obstacles() {
  local from sshd found
  sshd=$(command -v sshd) || return 0
  for from in $(get from); do
    found=$("$sshd" -T -C "user=$tunnel_user,host=$from,addr=$from,laddr=$(get address),lport=$(get port)" 2>/dev/null) || return 0
    awk -v user="$tunnel_user" '
      function fits(pattern, name) {
        sub(/@.*/, "", pattern); gsub(/[.+^$()|{}\\]/, "[&]", pattern); gsub(/\*/, ".*", pattern); gsub(/\?/, ".", pattern)
        return name ~ ("^(" pattern ")$")
      }
      { value = tolower($2) }
      $1 == "pubkeyauthentication" && value == "no" { print "PubkeyAuthentication no" }
      $1 == "allowtcpforwarding" && value != "yes" && value != "all" && value != "local" { print "AllowTcpForwarding " $2 }
      $1 == "disableforwarding" && value == "yes" { print "DisableForwarding yes" }
      $1 == "permitopen" && value == "none" { print "PermitOpen none" }
      $1 == "authorizedkeysfile" && !/[ \/]\.ssh\/authorized_keys( |$)/ { print "AuthorizedKeysFile " $2 }
      $1 == "authenticationmethods" && !/ (any|publickey)( |$)/ { print "AuthenticationMethods " $2 }
      $1 == "allowusers" || $1 == "allowgroups" { only[$1] = 1; for (i = 2; i <= NF; i++) if (fits($i, user)) listed[$1] = 1 }
      $1 == "denyusers" || $1 == "denygroups" { for (i = 2; i <= NF; i++) if ($i !~ /@/ && fits($i, user)) print ($1 == "denyusers" ? "DenyUsers " : "DenyGroups ") $i }
      END {
        if (only["allowusers"] && !listed["allowusers"]) print "AllowUsers without " user
        if (only["allowgroups"] && !listed["allowgroups"]) print "AllowGroups without " user
      }
    ' <<<"$found"
  done | sort -u | awk '{ printf "%s; ", $0 }'
}

# Ends every session of the tunnels: a connection goes on after its key was withdrawn. Where logind keeps sessions, it ends
# them together with the user's service manager, which would be a failed unit otherwise.
end_sessions() {
  local uid pids try
  uid=$(id -u "$tunnel_user")
  loginctl terminate-user "$tunnel_user" 2>/dev/null || true
  for try in $(seq 30); do
    pids=$(awk -v uid="$uid" '/^Uid:/ && $2 == uid { split(FILENAME, part, "/"); print part[3] }' /proc/[0-9]*/status 2>/dev/null || true)
    [ -n "$pids" ] || break
    # shellcheck disable=SC2086 # a list of numbers
    if [ "$try" -gt 10 ]; then kill -KILL $pids 2>/dev/null || true; fi
    sleep 0.2
  done
  systemctl reset-failed "user@$uid.service" 2>/dev/null || true
}

remove_tunnel_doors() {
  rm -rf "${tunnel_home:?}/.ssh"
  if [ "$(home_of_tunnels)" = "$tunnel_home" ]; then
    end_sessions
    userdel "$tunnel_user" || die "the user $tunnel_user could not be removed; run the same command again"
  fi
  rmdir "$tunnel_home" 2>/dev/null || true
}
