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
