// What a CA is known by on hosts, beside its certificate.
import { createHash } from 'node:crypto';
import type { AuthorityMarks, ClusterTls } from './topology.ts';

/** Its number; of a given one with a digest of its certificates, so that others under the same number are noticed. */
export function authorityMark({ givenAuthorities }: ClusterTls, number: number): string {
  const given = givenAuthorities[number];
  if (!given) return String(number);
  return `${number}@${createHash('sha256').update(given.certificate).digest('hex').slice(0, 12)}`;
}

/** Of the CAs of a cluster. */
export function authorityMarks(tls: ClusterTls): AuthorityMarks {
  const { authorities } = tls;
  return {
    trusts: authorities
      .toSorted((a, b) => a - b)
      .map((number) => authorityMark(tls, number))
      .join(' '),
    issuer: authorityMark(tls, authorities[0] ?? 0),
  };
}

/** The number in a mark. */
export function numberIn(mark: string): number {
  return Number.parseInt(mark, 10);
}
