// Certificates that end soon, or have ended where no route shows it.
import { brokerUnit, zookeeperUnit } from '../../config/units.ts';
import type { Diagnosis } from './diagnosis.ts';

const dayMs = 24 * 60 * 60 * 1000;

export function judgeCertificates(d: Diagnosis): void {
  const now = Date.parse(d.facts.at);
  for (const { host, facts } of d.looked()) {
    const held = d.topology.clusters.flatMap((cluster) => {
      const units = [
        ...cluster.brokers.map((node) => ({ node, unit: brokerUnit(cluster.id, node.id) })),
        ...cluster.zookeeper.map((node) => ({ node, unit: zookeeperUnit(cluster.id, node.id) })),
      ].filter(({ node }) => node.host === host.id);
      const all = [
        ...units.map(({ unit }) => ({ what: unit, end: facts.keys[unit]?.end })),
        { what: `the client of ${cluster.id}`, end: facts.clientKeys[cluster.id]?.end },
      ];
      return all.flatMap(({ what, end }) =>
        end === undefined ? [] : [{ what, end, days: (Date.parse(end) - now) / dayMs, tls: cluster.tls }],
      );
    });
    const isKnown = d.findings.some(
      ({ id, hosts }) => id === 'certificate-expired' && hosts.includes(host.id),
    );
    const ended = isKnown ? [] : held.filter(({ days }) => days < 0);
    const ending = held.filter(({ days, tls }) => days >= 0 && days < tls.renewDays);
    for (const [id, all] of [
      ['certificate-expired', ended],
      ['certificate-ends-soon', ending],
    ] as const) {
      if (all.length === 0) continue;
      d.find(
        {
          id,
          hosts: [host.id],
          expected: `certificates are renewed ${all[0]?.tls.renewDays} days before their end`,
          found: all.map(({ what, end }) => `that of ${what} ends on ${end}`).join('; '),
          fix: d.npm('up'),
        },
        [],
      );
    }
  }
}
