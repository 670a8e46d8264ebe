#!/bin/bash
# One systemd service whose configuration is a folder under a content hash: conf/<hash>, and `current`, a link to
# the one in use. A start notes the hash of what it starts with, so a restart happens only for other content.
# shellcheck disable=SC2154 # etc_dir, run_dir, work, …: lib.sh

readonly unit_dir=/etc/systemd/system
# A process that ended this often since its restart is not going to come up: Restart=on-failure tried it thrice.
readonly failed_starts=3
# Seconds between two looks at something that is waited for: a look that starts Java is not worth having so often.
# shellcheck disable=SC2034 # long_pause: cluster-state.sh
readonly short_pause=0.5 long_pause=2
pause=$short_pause

# Called by systemd (ExecStartPre=+) with the unit's name.
prepare_start() {
  local unit=$1 file target
  for file in "$etc_dir/$unit/current"/*.{properties,cfg}; do
    [ -f "$file" ] || continue
    target=$run_dir/$unit/$(basename "$file")
    install -m 640 -o root -g "$service_user" /dev/null "$target"
    cat "$file" >"$target"
    case $(basename "$file") in
      server.properties | zoo.cfg)
        [ ! -f "$etc_dir/$unit/secret.properties" ] || cat "$etc_dir/$unit/secret.properties" >>"$target"
        ;;
    esac
  done
  use_stores "$unit"
  lead_to_libraries "$unit"
  # A hash of secrets is for root alone.
  (umask 077 && start_hash "$unit" "$(content_hash "$etc_dir/$unit/current")" >"$run_dir/$unit/started")
}

# lead_to_libraries UNIT: Java unpacks native libraries (snappy, zstd, lz4) into its temporary folder and loads them from there,
# which a mount with noexec forbids, as hardened hosts have it at /tmp. So each service has a folder where our programs are, for
# its user alone; libraries that an earlier process left there go. Where that can't be, /tmp has to do.
lead_to_libraries() {
  local place=$opt_dir/tmp/$1
  rm -rf "$place" || true
  if mkdir -p "$place" && chown "$service_user:$service_user" "$place" && chmod 700 "$place" && may_run_code "$opt_dir/tmp"; then
    label "$place"
  else
    note "no native library can be loaded from $opt_dir/tmp, so $1 loads them from /tmp"
    place=/tmp
  fi
  ln -sfnT "$place" "$run_dir/$1/tmp"
}

# start_hash UNIT CONF: what a start from conf/CONF is known by; secrets are content, too, but for which stores they lead to.
start_hash() {
  local secrets=$etc_dir/$1/secret.properties
  if [ -f "$secrets" ]; then
    { printf '%s\n' "$2"; content_lines "$secrets"; } | sha256sum | cut -d ' ' -f 1
  else
    printf '%s\n' "$2"
  fi
}

# runs_with UNIT CONF: is this what the running process was started with?
runs_with() {
  is_active "$1" && [ "$(cat "$run_dir/$1/started" 2>/dev/null || true)" = "$(start_hash "$1" "$2")" ]
}

# stage_conf UNIT HASH: puts the document's files into conf/HASH; nothing that runs looks there yet.
stage_conf() {
  local unit=$1 hash=$2 dir=$etc_dir/$1/conf/$2 file
  [ "$(content_hash "$work/files")" = "$hash" ] || die "the files of $unit do not have the hash $hash"
  make_dir "$etc_dir" 755 root:root
  make_dir "$etc_dir/$unit" 750 "root:$service_user"
  make_dir "$etc_dir/$unit/conf" 750 "root:$service_user"
  make_dir "$dir" 750 "root:$service_user"
  for file in "$work/files"/*; do
    write_file "$file" "$dir/$(basename "$file")" 640 "root:$service_user"
    expect_file "$dir/$(basename "$file")"
  done
  prune_conf "$unit" "$hash"
}

# Keeps what is staged, what is in use and what was last seen healthy.
prune_conf() {
  local unit=$1 keep=$2 dir
  for dir in "$etc_dir/$unit/conf"/*; do
    case "$(basename "$dir")" in
      "$keep" | "$(conf_at "$unit" current)" | "$(conf_at "$unit" good)") ;;
      *) rm -rf "$dir" ;;
    esac
  done
}

conf_at() { basename "$(readlink "$etc_dir/$1/$2" 2>/dev/null || echo none)"; }

unit_property() { systemctl show --property="$2" --value "$1.service"; }

is_active() { [ "$(unit_property "$1" ActiveState)" = active ]; }

# switch_conf UNIT HASH: makes conf/HASH the one that the next start uses.
switch_conf() {
  local unit=$1 hash=$2
  [ -d "$etc_dir/$unit/conf/$hash" ] || die "conf/$hash of $unit is not staged here; run 'npm run up' again"
  # What takes room comes first, and the switch last: a rename takes none.
  ln -sfnT "conf/$hash" "$etc_dir/$unit/current.new" || could_not_write "$etc_dir/$unit/current"
  write_file "$etc_dir/$unit/conf/$hash/unit" "$unit_dir/$unit.service" 644 root:root
  mv -fT "$etc_dir/$unit/current.new" "$etc_dir/$unit/current"
  systemctl daemon-reload
  systemctl enable --quiet "$unit.service"
}

restart_unit() {
  started_now=yes
  systemctl reset-failed "$1.service" 2>/dev/null || true
  systemctl restart --no-block "$1.service"
}

# await_ready UNIT SECONDS CHECK…: until CHECK succeeds; gives up early when a process started just now keeps ending, or when
# CHECK sets $hopeless. It leaves what it still waits for in $waiting_for.
await_ready() {
  local unit=$1 deadline=$((SECONDS + $2)) ended=0
  shift 2
  # One that was started before counts from now on: what it is found as, between two of its ends, says nothing.
  [ "$started_now" = yes ] || ended=$(unit_property "$unit" NRestarts)
  waiting_for="the process to start"
  hopeless=
  while :; do
    # One that systemd had to start several times is ready when it stays up: until then, the next look would say that it does not.
    if [ "$(unit_property "$unit" ActiveState)" = active ] && "$@" && ! ends_again "$unit"; then return 0; fi
    [ -z "$hopeless" ] || return 1
    if [ "$(unit_property "$unit" ActiveState)" = failed ] ||
      [ "$(unit_property "$unit" NRestarts)" -ge "$((ended + failed_starts))" ]; then
      waiting_for="a process that stays up: it ends right after each start"
      return 1
    fi
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep "$pause"
  done
}

# The last words of a unit, in lines that Pulumi's log takes.
quote_log() {
  note "--- the end of the log of $1:"
  journalctl --unit="$1.service" --lines=40 --no-pager --output=cat 2>/dev/null | cut -c 1-300 >&2 || true
  tell_unusable "$1" || true
  note "--- (the whole log: npm run logs -- $(uname -n) $1)"
}

# tell_unusable UNIT: which of its files the service user can't use, and how that is mended.
tell_unusable() {
  local kind path owner mode mark fix usable_until
  # shellcheck disable=SC2034 # of unusable
  usable_until=$((SECONDS + usable_seconds))
  unusable_of "$1" | while IFS=$'\t' read -r kind path owner mode mark; do
    case $kind in
      data) fix="chown -R $service_user: $path; chmod -R u+rwX $path" ;;
      way) fix="chmod a+x $path" ;;
      *) fix="chgrp -R $service_user $path; chmod -R g+rX $path" ;;
    esac
    [ "$mark" != immutable ] || fix="chattr -R -i $path"
    note "$(uname -n): the service user $service_user can't use $path ($owner, mode $mode${mark:+, $mark}), so $1 ends at its start. Mend it: $fix"
  done
}

# run_with UNIT HASH SECONDS CHECK…: restarts into conf/HASH unless that is what runs; when it does not become
# ready, the last configuration that did is put back. That one may have other addresses than the document, which CHECK
# looks at: `judge_by FOLDER`, where the kind has it, makes CHECK look at those of a configuration.
run_with() {
  local unit=$1 hash=$2 seconds=$3 good began=$SECONDS
  shift 3
  good=$(conf_at "$unit" good)
  started_now=no
  switch_conf "$unit" "$hash"
  if runs_with "$unit" "$hash"; then
    note "$unit runs with this configuration already: not restarted"
  else
    note "starting $unit with conf/${hash:0:12}"
    restart_unit "$unit"
  fi
  if await_ready "$unit" "$seconds" "$@"; then
    point_link "conf/$hash" "$etc_dir/$unit/good"
    return 0
  fi
  note "$unit did not become ready in $((SECONDS - began)) s; still waiting for $waiting_for"
  quote_log "$unit"
  if [ "$good" = none ] || [ "$good" = "$hash" ]; then
    die "$unit is not ready: waited for $waiting_for. Its log's end is above; correct the stack's config and run 'npm run up' again"
  fi
  note "putting back the last configuration that worked, conf/${good:0:12}"
  if declare -F judge_by >/dev/null; then judge_by "$etc_dir/$unit/conf/$good"; fi
  began=$SECONDS
  switch_conf "$unit" "$good"
  restart_unit "$unit"
  if await_ready "$unit" "$seconds" "$@"; then
    die "$unit did not start with its new configuration and is back on its last good one. The new one's log is above; correct the stack's config and run 'npm run up' again"
  fi
  die "$unit did not start with its new configuration, nor with its last good one (waited $((SECONDS - began)) s for $waiting_for). Its log is above; see 'npm run logs -- $(uname -n) $unit'"
}

expect_service() {
  expect_link "$etc_dir/$1/current"
  expect_file "$unit_dir/$1.service"
  expect_enabled "$1"
  expect_started_with "$1" "$(start_hash "$1" "$2")"
}

# stop_service UNIT: stops and disables; configuration goes, data stays.
stop_service() {
  if [ -e "$unit_dir/$1.service" ]; then
    systemctl disable --quiet --now "$1.service" || die "$1 could not be stopped: see 'systemctl status $1'"
    rm -f "$unit_dir/$1.service"
    systemctl daemon-reload
  fi
  rm -rf "${opt_dir:?}/tmp/$1"
  systemctl reset-failed "$1.service" 2>/dev/null || true
}

# wipe_data UNIT: removes the data of a stopped service. What leads out of our place is refused, not followed: a link
# or a mount there may be somebody else's storage. A disk of its own for all data, mounted at $data_root, is such a place.
wipe_data() {
  local unit=$1 place mounted
  ! is_active "$unit" || die "$unit still runs, so its data was left alone. Stop it, then run the same command again"
  for place in "$data_root" "$data_root/$unit" "$data_root/$unit/data"; do
    [ ! -L "$place" ] ||
      die "$place is a symbolic link to $(readlink -f "$place"), so the data of $unit was left alone. Empty that place yourself if its content may go, remove the link, then run the same command again"
  done
  [ -d "$data_root/$unit" ] || return 0
  mounted=$(mounts_in "$(readlink -f "$data_root/$unit")")
  [ -z "$mounted" ] ||
    die "something is mounted at $mounted, so the data of $unit was left alone. Empty that place yourself if its content may go, unmount it, then run the same command again"
  rm -rf --one-file-system "${data_root:?}/${unit:?}" || die "the data of $unit could not be removed as a whole: see above; run the same command again"
  rmdir "$data_root" 2>/dev/null || true
  note "the data of $unit is gone"
}

# mounts_in DIR: mount points at DIR and below it; bind mounts of the same file system are among them.
mounts_in() {
  awk -v dir="$1" '
    { gsub(/\\040/, " ", $5) }
    $5 == dir || index($5, dir "/") == 1 { print $5 }
  ' /proc/self/mountinfo | sort -u | paste -sd ' '
}
