// When the certificates of a cluster end, as its hosts hold them now.
import { npmRun } from '../../config/advice.ts';
import { numberIn } from '../../config/authority-mark.ts';
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

/** Days ahead from which on an end is told of. */
const soonDays = 30;
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

/** Lines for people: a table, and what ends soon. */
export function certificateLines(certificates: readonly CertificateStatus[]): string[] {
  if (certificates.length === 0) return [];
  const rows = certificates.map(({ host, holder, authority, end, days }) => [
    ...[host, holder, authority === undefined ? '-' : String(authority)],
    ...[end.slice(0, 10), days < 0 ? 'has ended' : `in ${days} days`],
  ]);
  const soon = certificates.filter(({ days }) => days < soonDays);
  return [
    'certificates:',
    formatTable([['host', 'holder', 'CA', 'until', ''], ...rows]).replace(/^/gm, '  '),
    ...(soon.length === 0
      ? []
      : [
          `${soon.length === 1 ? 'one ends' : `${soon.length} end`} within ${soonDays} days: \`${npmRun('up')}\` renews them from tls.renewDays before their end on`,
        ]),
  ];
}

/** Whether one has ended: nobody who checks it connects any more. */
export function hasEnded(certificates: readonly CertificateStatus[]): boolean {
  return certificates.some(({ days }) => days < 0);
}
