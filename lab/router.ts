// The rules that a router's owner has: LAN out, answers in, and inward only what a port map asks for. Pure.
import type { LabHost } from './topology.ts';

function quotedSet(names: readonly string[]): string {
  return `{ ${names.map((name) => `"${name}"`).join(', ')} }`;
}

/**
 * The router's /etc/nftables.conf. Inward traffic keeps its source address; a packet is let in only if a port map
 * (a DNAT rule in any table) chose its destination.
 */
export function routerRules(router: LabHost): string {
  const inside = router.inside.map((leg) => leg.interface);
  const outside = router.interfaces.map(({ name }) => name).filter((name) => !inside.includes(name));
  const masquerade = router.inside
    .flatMap((leg) => leg.prefixes)
    .map((prefix) => {
      const family = prefix.includes(':') ? 'ip6' : 'ip';
      return `    ${family} saddr ${prefix} oifname ${quotedSet(outside)} masquerade`;
    });
  return `#!/usr/sbin/nft -f
# The router owner's rules. Port maps belong in tables of their own.

table inet router
delete table inet router

table inet router {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname ${quotedSet(inside)} oifname ${quotedSet(outside)} accept
    ct status dnat accept
  }

  chain outbound {
    type nat hook postrouting priority srcnat; policy accept;
${masquerade.join('\n')}
  }
}
`;
}
