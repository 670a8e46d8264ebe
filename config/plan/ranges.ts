// Address ranges with a hole: "the LAN, but not its gateway".
import ipaddr from 'ipaddr.js';

/**
 * The IPv4 ranges that together hold every address of `cidr` but one.
 * @returns the range itself where the address isn't in it; nothing where it is all there is
 */
export function rangesWithout(cidr: string, address: string): string[] {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const hole = ipaddr.IPv4.parse(address);
  if (!hole.match(network, bits)) return [cidr];
  // Halve the range down to the hole; the half without it is one of the parts each time.
  return Array.from({ length: 32 - bits }, (_, index) => {
    const prefix = bits + index + 1;
    const sibling = flipBit(hole.toByteArray(), prefix - 1);
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${sibling.join('.')}/${prefix}`).toString()}/${prefix}`;
  });
}

function flipBit(bytes: number[], bit: number): number[] {
  return bytes.map((byte, index) => (index === Math.floor(bit / 8) ? byte ^ (0x80 >> (bit % 8)) : byte));
}

/** The ranges without repeats and without those that lie in another one, in the order of addresses, IPv4 first. */
export function withoutNested(cidrs: readonly string[]): string[] {
  const parsed = [...new Set(cidrs)].map((cidr) => ({ cidr, range: ipaddr.parseCIDR(cidr) }));
  const holds = (outer: Range, [address, bits]: Range): boolean =>
    outer[0].kind() === address.kind() && outer[1] < bits && address.match(outer[0], outer[1]);
  return parsed
    .filter(({ range }) => !parsed.some((other) => holds(other.range, range)))
    .sort((a, b) => compareBytes(a.range[0].toByteArray(), b.range[0].toByteArray()))
    .map(({ cidr }) => cidr);
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

function compareBytes(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
