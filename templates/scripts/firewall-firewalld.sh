#!/bin/bash
# What the host lets in where firewalld runs: a policy of ours, tried by rich rules at run time. Nothing but our policy is
# ever written; a reload happens once, to make firewalld know it, and once to forget it.
# shellcheck source-path=SCRIPTDIR disable=SC2154

# shellcheck source=firewalld-look.sh
. "$(dirname "${BASH_SOURCE[0]}")/firewalld-look.sh"

readonly firewalld_policy=kafka-proxied
readonly firewalld_policy_file=/etc/firewalld/policies/$firewalld_policy.xml

check_firewalld() {
  local broken
  firewalld_knows_policies ||
    die "firewalld does not answer, or is older than 0.9 and knows no policies; nothing was changed. See 'firewall-cmd --state' and 'firewall-cmd --version'"
  broken=$(firewalld_broken)
  [ -z "$broken" ] || die "the configuration of firewalld is broken, $broken; nothing was changed"
  firewalld_has_policy "$firewalld_policy" || add_firewalld_policy
  make_dir "$trial_dir" 700 root:root
  write_file "$work/files/policy.xml" "$trial_dir/next.xml" 644 root:root
  rich_rules "$trial_dir/next.xml" >"$work/next.rules"
  write_file "$work/next.rules" "$trial_dir/next.rules" 644 root:root
}

# A rule in the file's words as one in those of the command line: the same parts in the same order.
rich_rules() {
  sed -n 's,^ *<\(rule .*\)</rule>$,\1,p' "$1" | sed 's,/\?><, ,g; s,/>$,,' | sort
}

# Without rules it lets everything go on to the zones.
add_firewalld_policy() {
  local unsaved
  unsaved=$(firewalld_unsaved "$firewalld_policy")
  [ -z "$unsaved" ] ||
    die "firewalld has rules that a reload would change ($unsaved), and it has to be reloaded once for our policy; nothing was changed. Keep them by 'firewall-cmd --runtime-to-permanent', or drop them by 'firewall-cmd --reload', then run 'npm run up' again"
  mkdir -p "$(dirname "$firewalld_policy_file")"
  grep -v -e '^ *<rule ' -e '^ *<!-- ' "$work/files/policy.xml" >"$work/empty.xml"
  write_file "$work/empty.xml" "$firewalld_policy_file" 644 root:root
  if ! { firewall-cmd --quiet --reload && firewalld_has_policy "$firewalld_policy"; }; then
    rm -f "$firewalld_policy_file"
    die "firewalld did not take our empty policy, which is taken away again: see 'journalctl -u firewalld'"
  fi
}

save_firewalld() {
  rm -f "$trial_dir/previous.rules"
  if firewalld_runs && firewalld_has_policy "$firewalld_policy"; then
    firewalld_rules "$firewalld_policy" >"$work/previous.rules"
    write_file "$work/previous.rules" "$trial_dir/previous.rules" 644 root:root
  fi
}

# set_firewalld_rules POLICY FILE: what is new comes first, and what lets in before what drops, so that nobody who is let
# in before and after is shut out in between. The exit codes of firewall-cmd don't tell whether all rules were taken.
set_firewalld_rules() {
  local rule more=() less=()
  while IFS= read -r rule; do more+=("--add-rich-rule=$rule"); done < <(comm -13 <(firewalld_rules "$1") "$2" | tac)
  while IFS= read -r rule; do less+=("--remove-rich-rule=$rule"); done < <(comm -23 <(firewalld_rules "$1") "$2")
  [ ${#more[@]} = 0 ] || firewall-cmd --quiet "--policy=$1" "${more[@]}" || true
  [ ${#less[@]} = 0 ] || firewall-cmd --quiet "--policy=$1" "${less[@]}" || true
}

apply_firewalld() {
  set_firewalld_rules "$firewalld_policy" "$trial_dir/next.rules"
  firewalld_rules "$firewalld_policy" | cmp -s - "$trial_dir/next.rules" || return
  # From the time before firewalld.
  drop_nftables_table "$1"
}

# As with nftables.
keep_earlier_firewalld() {
  [ -f "$firewalld_policy_file" ] || return 0
  with_earlier_policy "$firewalld_policy_file" "$work/files/policy.xml" >"$work/policy.xml"
  mv -f "$work/policy.xml" "$work/files/policy.xml"
}

in_force_firewalld() {
  cmp -s "$work/files/policy.xml" "$firewalld_policy_file" &&
    firewalld_rules "$firewalld_policy" | cmp -s - <(rich_rules "$work/files/policy.xml")
}

keep_firewalld() {
  write_file "$work/files/policy.xml" "$firewalld_policy_file" 644 root:root
  expect_file "$firewalld_policy_file"
  expect_firewalld "$firewalld_policy" "$(firewalld_rules "$firewalld_policy" | sha256sum | cut -d ' ' -f 1)"
  rich_rules "$work/files/policy.xml" >"$work/kept.rules"
  end_withdrawn "$work/kept.rules"
  leave_nftables "$1"
}

# end_withdrawn FILE: firewalld lets packets of connections that it knows pass. Those to our ports that the rules would not
# let in are ended here; what the machine says to itself is none of them.
end_withdrawn() {
  local port sources filter left
  while read -r port; do
    if grep -qx "rule priority=\"[-0-9]*\" port port=\"$port\" protocol=\"tcp\" accept" "$1"; then continue; fi
    sources=$({
      echo 127.0.0.0/8
      ip -o address show | sed -n 's,^.* inet6\? \([^ /]*\).*,\1,p'
      sed -n "s/.* source address=\"\([^\"]*\)\" port port=\"$port\" protocol=\"tcp\" accept\$/\1/p" "$1"
    } | sed 's,^[^/]*:[^/]*$,&/128,; s/^/dst /' | paste -sd '|' | sed 's/|/ or /g')
    filter="sport = :$port and not ( $sources )"
    ss --no-header --tcp --kill state connected "$filter" >/dev/null 2>&1 || true
    left=$(ss --no-header --tcp state established "$filter" 2>/dev/null | wc -l)
    [ "$left" = 0 ] ||
      note "$left connections to port $port that the new rules would not let in go on until they end: the kernel does not end them"
  done < <(sed -n 's/.* port port="\([0-9]*\)" protocol="tcp" .*/\1/p' "$1" | sort -u)
}

# Text of the way back, for a script that stands alone.
back_to_firewalld() {
  declare -f firewalld_runs firewalld_bus firewalld_rules set_firewalld_rules
  printf "if [ -f '%s' ] && firewalld_runs; then set_firewalld_rules '%s' '%s'; fi\n" \
    "$trial_dir/previous.rules" "$firewalld_policy" "$trial_dir/previous.rules"
}

# leave_firewalld: without our policy. An empty one that has to stay until the next reload lets everything pass.
leave_firewalld() {
  local why
  rm -f "$firewalld_policy_file" "$firewalld_policy_file.old"
  if ! firewalld_runs || ! firewalld_has_policy "$firewalld_policy"; then return 0; fi
  set_firewalld_rules "$firewalld_policy" /dev/null
  why=$(firewalld_broken)
  [ -n "$why" ] || why=$(firewalld_unsaved "$firewalld_policy")
  if [ -z "$why" ]; then
    firewall-cmd --quiet --reload
  else
    note "our policy in firewalld is empty now, and goes with its next reload, which would do more than that ($why)"
  fi
}
