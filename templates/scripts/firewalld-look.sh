#!/bin/bash
# What firewalld has just now; changes nothing. Part of the host scripts, and sent along with the probe.

firewalld_runs() { systemctl is-active --quiet firewalld.service 2>/dev/null; }

firewalld_bus() { busctl call org.fedoraproject.FirewallD1 "/org/fedoraproject/FirewallD1${1}" "org.fedoraproject.FirewallD1${2}" "${@:3}" 2>/dev/null; }

# Policies are known since firewalld 0.9.
firewalld_knows_policies() { firewalld_bus '' .policy getPolicies >/dev/null; }

firewalld_has_policy() { firewalld_bus '' .policy getPolicies | grep -qF "\"$1\""; }

# What the policy lets in at run time, one rich rule a line, in the order of letters; fails where firewalld does not answer.
# By the bus, as all that is asked often: each firewall-cmd starts a Python, which takes a quarter of a second of a CPU. busctl
# prints texts as C has them: \", \\ and bytes that are no ASCII in octal.
firewalld_rules() {
  local said text
  said=$(firewalld_bus '' .policy getPolicySettings s "$1") || return
  { grep -o '"rule \(\\.\|[^"\]\)*"' <<<"$said" || true; } |
    sed 's/^"//; s/"$//; s/\\\([0-7][0-7][0-7]\)/\\0\1/g; s/\\\(["'\'']\)/\1/g' |
    while IFS= read -r text; do printf '%b\n' "$text"; done | sort
}

# firewalld_listing OUR_POLICY [--permanent]: what its owner has set, one setting a line, by zone or policy, without ours.
# Interfaces are left out: firewalld keeps them in their zones through a reload.
firewalld_listing() {
  local ours=$1 set
  shift
  { firewall-cmd "$@" --list-all-zones && firewall-cmd "$@" --list-all-policies; } 2>/dev/null |
    awk -v ours="$ours" '
      /^[^ \t]/ { name = $1; next }
      name == ours || $1 == "interfaces:" { next }
      /^\t/ { sub(/^\t/, ""); print name ": " $0; next }
      { for (i = 2; i <= NF; i++) if ($1 != "rich") print name ": " $1 " " $i }'
  for set in $(firewalld_bus '' .ipset getIPSets | grep -o '"[^"]*"' | tr -d '"'); do
    firewall-cmd "$@" "--ipset=$set" --get-entries 2>/dev/null | sed "s/^/ipset $set: /"
  done
  if [ $# = 0 ]; then
    for set in getAllChains getAllRules getAllPassthroughs; do firewalld_bus '' .direct "$set" | cut -d ' ' -f 2-; done | paste -sd ' '
  else
    firewalld_bus /config .config.direct getSettings | cut -d ' ' -f 2-
  fi | sed 's/^/direct rules: /'
}

# firewalld_unsaved OUR_POLICY: what a reload would take away, or bring; nothing where both are the same.
firewalld_unsaved() {
  diff <(firewalld_listing "$1" | sort) <(firewalld_listing "$1" --permanent | sort) |
    sed -n 's/^< /only at run time: /p; s/^> /only in the permanent configuration: /p' | head -n 5 | paste -sd ';' | sed 's/;/; /g' || true
}

# Why firewalld's next start or reload would fail, with the file where that can be told; nothing where it would not.
firewalld_broken() {
  local said python file
  # Without a time of its own, busctl gives up after 25 s.
  said=$(busctl --timeout=300 call org.fedoraproject.FirewallD1 /org/fedoraproject/FirewallD1 org.fedoraproject.FirewallD1 checkPermanentConfig 2>&1) && return 0
  python=$(sed -n '1s/^#! *\([^ ]*\).*/\1/p' "$(command -v firewall-cmd)")
  file=$(find /etc/firewalld -name '*.xml' -exec "$python" -c '
import sys, xml.sax
for name in sys.argv[1:]:
    try:
        xml.sax.parse(name, xml.sax.ContentHandler())
    except Exception:
        print(name)' {} + 2>/dev/null | paste -sd ' ')
  printf '%s: %s\n' "${file:-/etc/firewalld}" "$(tail -n 1 <<<"${said#Call failed: }")"
}
