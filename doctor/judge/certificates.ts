// Certificates that end soon, or have ended where no route shows it.
import { brokersFirst } from '../../config/coordination.ts';
import type { Case } from './case.ts';

const dayMs = 24 * 60 * 60 * 1000;

export function judgeCertificates(given: Case): void {
  const now = Date.parse(given.facts.at);
  for (const { host, facts } of given.looked()) {
    const held = given.topology.clusters.flatMap((cluster) => {
      const units = brokersFirst(cluster).filter((node) => node.host === host.id);
      const all = [
        ...units.map(({ unit }) => ({ what: unit, end: facts.keys[unit]?.end })),
        { what: `the client of ${cluster.id}`, end: facts.clientKeys[cluster.id]?.end },
      ];
      return all.flatMap(({ what, end }) =>
        end === undefined ? [] : [{ what, end, days: (Date.parse(end) - now) / dayMs, tls: cluster.tls }],
      );
    });
    const isKnown = given.findings.some(
      ({ id, hosts }) => id === 'certificate-expired' && hosts.includes(host.id),
    );
    const ended = isKnown ? [] : held.filter(({ days }) => days < 0);
    const ending = held.filter(({ days, tls }) => days >= 0 && days < tls.renewDays);
    for (const [id, all] of [
      ['certificate-expired', ended],
      ['certificate-ends-soon', ending],
    ] as const) {
      if (all.length === 0) continue;
      given.find(
        {
          id,
          hosts: [host.id],
          expected: `certificates are renewed ${all[0]?.tls.renewDays} days before their end`,
          found: all.map(({ what, end }) => `that of ${what} ends on ${end}`).join('; '),
          fix: given.npm('up'),
        },
        [],
      );
    }
  }
}
