// Ranges of addresses as people read them: neighbours joined, single addresses without a prefix.
import ipaddr from 'ipaddr.js';

interface Interval {
  first: number;
  last: number;
}

/** IPv4 ranges in the order of addresses, as nftables takes them: `10.48.1.0, 10.48.1.2-10.48.1.255`. */
export function joinIpv4(cidrs: readonly string[]): string[] {
  const joined: Interval[] = [];
  for (const next of cidrs.map(interval).sort((a, b) => a.first - b.first)) {
    const previous = joined.at(-1);
    if (previous && next.first <= previous.last + 1) previous.last = Math.max(previous.last, next.last);
    else joined.push(next);
  }
  return joined.map(written);
}

function interval(cidr: string): Interval {
  const [address, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const first = address.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  return { first, last: first + 2 ** (32 - bits) - 1 };
}

function written({ first, last }: Interval): string {
  if (first === last) return dotted(first);
  const bits = 32 - Math.log2(last - first + 1);
  const isPrefix = Number.isInteger(bits) && first % (last - first + 1) === 0;
  return isPrefix ? `${dotted(first)}/${bits}` : `${dotted(first)}-${dotted(last)}`;
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
