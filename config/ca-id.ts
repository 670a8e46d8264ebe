// What a CA is known by on hosts, beside its certificate.
import { createHash } from 'node:crypto';
import type { CaIds, ClusterTls } from './topology.ts';

/** Its number; of a given one with a digest of its certificates, so that others under the same number are noticed. */
export function caId({ givenAuthorities }: ClusterTls, number: number): string {
  const given = givenAuthorities[number];
  if (!given) return String(number);
  return `${number}@${createHash('sha256').update(given.certificate).digest('hex').slice(0, 12)}`;
}

/** Of the CAs of a cluster. */
export function caIds(tls: ClusterTls): CaIds {
  const { authorities } = tls;
  return {
    trusts: authorities
      .toSorted((a, b) => a - b)
      .map((number) => caId(tls, number))
      .join(' '),
    issuer: caId(tls, authorities[0] ?? 0),
  };
}

/** The number in an id. */
export function numberIn(id: string): number {
  return Number.parseInt(id, 10);
}
