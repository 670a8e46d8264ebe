// When the certificates of a cluster end, as its hosts hold them now.
import { numberIn } from '../../config/ca-id.ts';
import type { Cluster, HostId } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { formatTable } from '../../lib/table.ts';
import type { HostFacts, KeyFacts } from '../../probe/facts.ts';

export interface CertificateStatus {
  host: HostId;
  /** A broker's unit, whose process shows it; or `client`. */
  holder: string;
  /** Number of the CA that issued it. */
  authority?: number;
  /** RFC 3339. */
  end: string;
  /** Whole days until then; negative: it has ended. */
  days: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The certificates of a cluster's running brokers and of its clients; without those whose end their host can't read. */
export function certificatesOf(
  cluster: Cluster,
  hosts: readonly HostId[],
  factsOf: (host: HostId) => HostFacts | undefined,
  now: Date,
): CertificateStatus[] {
  const status = (host: HostId, holder: string, keys: KeyFacts | undefined): CertificateStatus[] => {
    if (keys?.end === undefined) return [];
    const days = Math.floor((Date.parse(keys.end) - now.getTime()) / dayMs);
    const { issuer, end } = keys;
    return [{ host, holder, end, days, ...(issuer !== undefined && { authority: numberIn(issuer) }) }];
  };
  return [
    ...cluster.brokers.flatMap(({ id, host }) => {
      const unit = brokerUnit(cluster.id, id);
      return status(host, unit, factsOf(host)?.keys[unit]);
    }),
    ...hosts.flatMap((host) => status(host, 'client', factsOf(host)?.clientKeys[cluster.id])),
  ];
}

/** A table for people. */
export function certificateLines(certificates: readonly CertificateStatus[]): string[] {
  if (certificates.length === 0) return [];
  const rows = certificates.map(({ host, holder, authority, end, days }) => [
    ...[host, holder, authority === undefined ? '-' : String(authority)],
    ...[end.slice(0, 10), days < 0 ? 'has ended' : `in ${days} days`],
  ]);
  return [
    'certificates:',
    formatTable([['host', 'holder', 'CA', 'until', ''], ...rows]).replace(/^/gm, '  '),
  ];
}
