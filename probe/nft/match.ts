// Whether an expression of a rule is true of the first packet of a TCP connection.
import ipaddr from 'ipaddr.js';
import type { Expression, Ruleset } from './ruleset.ts';

/** The first packet of a connection over IPv4, as it comes to a filter. */
export interface Packet {
  source: string;
  destination: string;
  port: number;
  /** True where a port map chose the destination. */
  mapped: boolean;
  /** The interface by which it leaves a host that forwards it. Undefined: not known, or it goes no further. */
  leavesBy?: string | undefined;
  /** The interface by which it comes. Undefined: not known. */
  arrivesBy?: string | undefined;
}

/** `undefined`: it depends on what is not known here. */
export type Truth = boolean | undefined;

export interface Table {
  family: string;
  table: string;
  sets: Ruleset['sets'];
}

/** Whether a `match` expression is true; an unknown kind of match is neither. */
export function matches(expression: Expression, packet: Packet, table: Table): Truth {
  const match = expression['match'] as { op?: string; left?: unknown; right?: unknown } | undefined;
  if (!match) return undefined;
  const truth = holds(match.left, match.right, packet, table);
  if (truth === undefined) return undefined;
  switch (match.op) {
    case '==':
    case 'in':
    case undefined:
      return truth;
    case '!=':
      return !truth;
    default:
      return undefined;
  }
}

function holds(left: unknown, right: unknown, packet: Packet, table: Table): Truth {
  const { payload, meta, ct } = (left ?? {}) as {
    payload?: { protocol?: string; field?: string };
    meta?: { key?: string };
    ct?: { key?: string };
  };
  if (payload) return payloadHolds(`${payload.protocol} ${payload.field}`, right, packet, table);
  switch (meta?.key ?? '') {
    case 'l4proto':
      return among('tcp', right, table) ?? among(6, right, table);
    case 'nfproto':
      return among('ipv4', right, table);
    case 'protocol':
      return among('ip', right, table);
    case 'oif':
    case 'oifname':
      return packet.leavesBy === undefined || values(right, table)?.some(isPattern) === true
        ? undefined
        : among(packet.leavesBy, right, table);
    case 'iif':
    case 'iifname':
      if (packet.arrivesBy !== undefined && values(right, table)?.some(isPattern) !== true)
        return among(packet.arrivesBy, right, table);
      // Which of the real interfaces is not known; it is never this one.
      return among('lo', right, table) === true && values(right, table)?.length === 1 ? false : undefined;
  }
  switch (ct?.key ?? '') {
    case 'state':
      return among('new', right, table);
    case 'status':
      return among('dnat', right, table) === true ? packet.mapped : undefined;
    case 'direction':
      return among('original', right, table);
  }
  return undefined;
}

function payloadHolds(field: string, right: unknown, packet: Packet, table: Table): Truth {
  switch (field) {
    case 'tcp dport':
    case 'th dport':
      return among(packet.port, right, table);
    case 'ip saddr':
      return among(packet.source, right, table);
    case 'ip daddr':
      return among(packet.destination, right, table);
    case 'ip protocol':
      return among('tcp', right, table);
  }
  // A field of a protocol that this packet is none of.
  return /^(udp|icmp|icmpv6|ip6|sctp|arp) /.test(field) ? false : undefined;
}

/** Whether a value is what stands on the right of a match, or in it. */
function among(value: string | number, right: unknown, table: Table): Truth {
  const all = values(right, table);
  if (all === undefined) return undefined;
  const truths = all.map((one) => covers(one, value));
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

/** A set's elements, those of a named one, or the value itself. */
function values(right: unknown, { family, table, sets }: Table): unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@'))
    return sets.get(`${family} ${table} ${right.slice(1)}`);
  if (Array.isArray(right)) return right as unknown[];
  const set = isObject(right) ? right['set'] : undefined;
  return set === undefined ? [right] : Array.isArray(set) ? (set as unknown[]) : [set];
}

function covers(one: unknown, value: string | number): Truth {
  if (typeof one !== 'object' || one === null) return one === value;
  const { range, prefix, elem } = one as {
    range?: [unknown, unknown];
    prefix?: { addr: string; len: number };
    elem?: { val: unknown };
  };
  if (elem) return covers(elem.val, value);
  if (prefix) return inPrefix(prefix, value);
  if (!range) return undefined;
  const [low, high, at] = [...range, value].map(order);
  if (low === undefined || high === undefined || at === undefined) return undefined;
  return low <= at && at <= high;
}

function inPrefix({ addr, len }: { addr: string; len: number }, value: string | number): Truth {
  if (typeof value !== 'string' || !ipaddr.isValid(value) || !ipaddr.isValid(addr)) return undefined;
  const [own, network] = [ipaddr.parse(value), ipaddr.parse(addr)];
  return own.kind() === network.kind() && own.match(network, len);
}

/** A number by which ports and IPv4 addresses are ordered. */
function order(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !ipaddr.IPv4.isValidFourPartDecimal(value)) return undefined;
  return ipaddr.IPv4.parse(value)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0);
}

/** `eth*`: any interface whose name begins so. */
function isPattern(value: unknown): boolean {
  return typeof value === 'string' && value.endsWith('*');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
