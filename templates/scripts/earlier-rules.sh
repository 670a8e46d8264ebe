#!/bin/bash
# Rules of ours that were in force before, kept beside new ones: what clients use now goes on until every broker has moved.
# Each function prints the new file, with what the old one has and the new one lacks. Nothing is added twice: with its own
# output as the old file, it prints the same again. Lines that our templates don't write are left out, and so is a file that is
# damaged as a whole.

# with_earlier_filter OLD NEW: tables of nftables (templates/firewall.ts). Where one of both filters single ports and the
# other everything, single ports are filtered: those of both, so that none of them is open to everybody meanwhile.
with_earlier_filter() {
  awk '
    earlier { if (/; policy (drop|accept);$/) { whole = 1; old_drops = /drop;$/ } else if (is_rule()) { old[++olds] = $0; note_port() } next }
    { text[++lines] = $0 }
    /; policy drop;$/ { new_drops = 1 }
    is_rule() { fresh[$0] = 1; note_port() }
    function is_rule() { return /^    (ip6? saddr \{ [^}]* \} )?tcp dport [0-9]+ accept$/ || /^    tcp dport \{ [0-9, ]+ \} drop$/ }
    # The ports that a line names.
    function note_port(   words, n, i) {
      n = split(substr($0, index($0, "tcp dport")), words, /[^0-9]+/)
      for (i = 1; i <= n; i++) if (words[i] != "") { if (earlier) old_port[words[i]] = 1; else new_port[words[i]] = 1 }
    }
    END {
      for (i = 1; i <= olds; i++) if (old[i] ~ /accept$/ && !(old[i] in fresh)) kept[++keeps] = old[i]
      closed = old_drops && new_drops
      more = whole && (keeps || (new_drops && !closed))
      if (whole && !closed) for (port in old_port) if (!(port in new_port)) more = 1
      for (i = 1; i <= lines; i++) {
        if (!more) { print text[i]; continue }
        line = text[i]
        if (!closed) sub(/; policy drop;$/, "; policy accept;", line)
        if (line == "  }") end_chain()
        if (line !~ /^    tcp dport .* drop$/) print line
      }
    }
    function end_chain(   i, port, list) {
      if (keeps) print "    # kept until every broker has moved"
      for (i = 1; i <= keeps; i++) print kept[i]
      if (closed) return
      for (port in old_port) new_port[port] = 1
      for (i = 1; i < 65536; i++) if (i in new_port) list = list (list == "" ? "" : ", ") i
      print "    tcp dport { " list " } drop"
    }
  ' earlier=1 "$1" earlier=0 "$2"
}

# with_earlier_policy OLD NEW: the same for policies of firewalld (templates/firewalld.ts).
with_earlier_policy() {
  awk '
    BEGIN { all = "  <rule priority=\"-1\"><drop/></rule>" }
    earlier { if (/^<policy /) whole = 1; if ($0 == all) old_drops = 1; else if (is_rule()) { old[++olds] = $0; note_port(old_port) } next }
    { text[++lines] = $0 }
    $0 == all { new_drops = 1 }
    is_rule() { fresh[$0] = 1; note_port(new_port) }
    function is_rule() { return /^  <rule priority="-[12]"( family="ipv[46]")?>(<source address="[^"]*"\/>)?<port port="[0-9]+" protocol="tcp"\/><(accept|drop)\/><\/rule>$/ }
    function note_port(ports,   rest) {
      rest = substr($0, index($0, "<port port=\"") + 12)
      ports[substr(rest, 1, index(rest, "\"") - 1)] = 1
    }
    END {
      for (i = 1; i <= olds; i++) if (old[i] ~ /<accept\/>/ && !(old[i] in fresh)) kept[++keeps] = old[i]
      closed = old_drops && new_drops
      more = whole && (keeps || (new_drops && !closed))
      if (whole && !closed) for (port in old_port) if (!(port in new_port)) more = 1
      for (i = 1; i <= lines; i++) {
        if (more && text[i] == "</policy>") end_policy()
        if (!more || closed || text[i] !~ /<drop\/>/) print text[i]
      }
    }
    function end_policy(   i, port) {
      if (keeps) print "  <!-- kept until every broker has moved -->"
      for (i = 1; i <= keeps; i++) print kept[i]
      if (closed) return
      for (port in old_port) new_port[port] = 1
      for (i = 1; i < 65536; i++) if (i in new_port) print "  <rule priority=\"-1\"><port port=\"" i "\" protocol=\"tcp\"/><drop/></rule>"
    }
  ' earlier=1 "$1" earlier=0 "$2"
}

# with_earlier_map OLD NEW: port maps (templates/port-map.ts). A port leads to one place only: where both have it, to the new
# one. Where a map drops what does not come from its clients, those of both are let in; a port that one of both filters is
# filtered, since hosts behind the gateway can't tell then who calls.
with_earlier_map() {
  awk '
    earlier {
      if (/ dnat to /) { rows[++olds] = $0; door[olds] = $3 " " $6 }
      if (/ drop$/) { filters[++old_filters] = $3 " " $6; old_from[$3 " " $6] = sources() }
      next
    }
    { text[++lines] = $0 }
    / dnat to / { fresh[$3 " " $6] = 1 }
    /^  chain sources / { has_sources = 1 }
    / drop$/ { filtered[$3 " " $6] = 1 }
    END {
      for (i = 1; i <= olds; i++) if (!(door[i] in fresh)) kept[++keeps] = rows[i]
      for (i = 1; i <= old_filters; i++) if (!(filters[i] in filtered)) more_filters = 1
      for (i = 1; i <= lines; i++) {
        $0 = text[i]
        if (/ drop$/ && ($3 " " $6) in old_from) $0 = filter($3 " " $6, joined(sources(), old_from[$3 " " $6]))
        if (/^  chain sources /) in_sources = 1
        if ($0 == "  }") end_chain()
        else print
      }
    }
    function sources(   from) {
      from = $0
      return sub(/^.* saddr != \{ /, "", from) && sub(/ \} drop$/, "", from) ? from : ""
    }
    function end_chain(   i) {
      if (!in_sources && keeps) print "    # kept until every broker has moved"
      if (!in_sources) for (i = 1; i <= keeps; i++) print kept[i]
      if (in_sources) end_sources()
      print "  }"
      if (in_sources || has_sources || !more_filters) return
      print "\n  chain sources {\n    type filter hook prerouting priority mangle; policy accept;"
      end_sources()
      print "  }"
    }
    function end_sources(   i) {
      for (i = 1; i <= old_filters; i++) if (!(filters[i] in filtered)) print filter(filters[i], old_from[filters[i]])
    }
    function filter(place, from,   parts) {
      split(place, parts, " ")
      return "    ip daddr " parts[1] " tcp dport " parts[2] (from == "" ? "" : " ip saddr != { " from " }") " drop"
    }
    function joined(a, b,   words, count, i, seen, list) {
      count = split(b == "" ? a : a == "" ? b : a ", " b, words, ", ")
      for (i = 1; i <= count; i++) if (!(words[i] in seen)) { seen[words[i]] = 1; list = list (list == "" ? "" : ", ") words[i] }
      return list
    }
  ' earlier=1 "$1" earlier=0 "$2"
}
