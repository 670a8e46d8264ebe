// IPv6 addresses of a name whose service is reached by IPv4 alone.
import { execa } from 'execa';
import ipaddr from 'ipaddr.js';
import type { Topology } from '../config/topology.ts';

/** Milliseconds for this machine's resolver. */
const lookUpMs = 3000;

/** In one spelling; a link-local address without its interface. */
function canonical(address: string): string {
  const plain = address.replace(/%.*/, '');
  return ipaddr.IPv6.isValid(plain) ? ipaddr.IPv6.parse(plain).toString() : address;
}

/** What leads to an IPv4 address by other means: its own mapped form, and that of NAT64 (RFC 6052, 2.1). */
function formsOf(address: string): string[] {
  return [`::ffff:${address}`, `64:ff9b::${address}`].map(canonical);
}

/** Those that lead elsewhere than an IPv4 address. */
export function strangersTo(address: string, ipv6: readonly string[]): string[] {
  const own = formsOf(address);
  return ipv6.filter((one) => !own.includes(canonical(one)));
}

/** IPv6 addresses in what `getent ahosts` prints, each once. */
export function ipv6In(printed: string): string[] {
  const first = printed.split('\n').map((line) => line.split(/\s/)[0] ?? '');
  return [...new Set(first.filter((word) => word.includes(':')))];
}

/** By name: the IPv6 addresses that this machine finds for the public names that are left to DNS. Nothing where it can't ask. */
export async function publicIpv6({ hosts }: Topology): Promise<Record<string, string[]>> {
  const names = hosts.flatMap(({ publicName, publicNameFrom }) =>
    publicName !== undefined && publicNameFrom === 'dns' ? [publicName] : [],
  );
  const found = await Promise.all(
    [...new Set(names)].map(async (name) => {
      const options = { stdin: 'ignore', reject: false, timeout: lookUpMs } as const;
      const { stdout = '' } = await execa('getent', ['--no-addrconfig', 'ahosts', name], options);
      return [name, ipv6In(stdout)] as const;
    }),
  );
  return Object.fromEntries(found);
}
