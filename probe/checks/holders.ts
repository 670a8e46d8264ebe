// Who on a host holds certificates of a cluster.
import { X509Certificate } from 'node:crypto';
import { brokersFirst } from '../../config/coordination.ts';
import { mirrorsOn } from '../../config/needs.ts';
import type { Cluster } from '../../config/topology.ts';
import { mirrorUnit } from '../../config/units.ts';
import type { KeyFacts } from '../facts.ts';
import type { HostView } from './check.ts';

export interface Holder {
  /** Subject of a sentence. */
  what: string;
  keys: KeyFacts;
}

/** Whoever on this host holds certificates of the cluster now. */
export function holders(cluster: Cluster, { topology, host, facts }: HostView): Holder[] {
  const units = brokersFirst(cluster).flatMap((node) => (node.host === host.id ? [node.unit] : []));
  const mirrors = mirrorsOn(topology, host.id).map(({ id }) => `${mirrorUnit(id)}/${cluster.id}`);
  const client = facts.clientKeys[cluster.id];
  return [
    ...[...units, ...mirrors].flatMap((unit) => {
      const keys = facts.keys[unit];
      return keys ? [{ what: unit, keys }] : [];
    }),
    ...(client ? [{ what: `the client of ${cluster.id}`, keys: client }] : []),
  ];
}

function certificateOf(der: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(der, 'base64'));
  } catch {
    return undefined;
  }
}

/** Whether a CA signed what somebody shows; undefined: he shows nothing that can be read. */
export function signed(authority: X509Certificate, { certificate }: KeyFacts): boolean | undefined {
  const own = certificate === undefined ? undefined : certificateOf(certificate);
  return own && own.verify(authority.publicKey);
}

/** Whether somebody holds a certificate that the CA signed, or trusts that CA itself. */
export function holdsOf(authority: X509Certificate, keys: KeyFacts): boolean {
  const trusted = keys.authorities ?? [];
  return signed(authority, keys) === true || trusted.includes(authority.raw.toString('base64'));
}
