// What somebody changed by hand and nothing else has shown: files, rules, and what processes were started with.
import type { HostId } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import { writerText } from '../../probe/warnings.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';
import { baseStamp, hostsFileId } from './names.ts';
import { firewallFix, firewallStamp } from './own-rules.ts';
import { portMapStamp } from './port-map.ts';
import type { FindingId } from './reasons.ts';

const expectations = {
  'port-map-changed': 'the gateway has our rules as they were written',
  'firewall-rules-changed': 'the host has our rules as they were written',
  'hosts-file-overwritten': 'our block is in /etc/hosts',
  'hosts-file-edited': 'our block in /etc/hosts is as it was written',
  'runs-with-other-configuration': 'services run with the files that the stack gave them',
  'file-edited': 'our files are as they were written',
} as const satisfies Partial<Record<FindingId, string>>;

type DriftId = keyof typeof expectations;

export function judgeDrift(d: Diagnosis): void {
  for (const { host, facts } of d.looked()) {
    const changed = Object.entries(facts.stamps).flatMap(([name, { drift }]) => {
      if (drift === undefined) return [];
      // What a change of ports and names left last is recorded a second time.
      const key = name.replace('-withdrawn--', '--');
      return [{ key, drift, unit: key.slice(key.indexOf('--') + 2), id: idOf(key, drift) }];
    });
    // Whoever edits a file and starts the service again has done one thing.
    for (const one of changed) {
      const restarted = changed.find(
        ({ unit, id }) => unit === one.unit && id === 'runs-with-other-configuration',
      );
      if (restarted) one.id = restarted.id;
    }
    const open = changed.filter(({ key, drift, unit }) => {
      const cause = d.causeOf(subjects.drift(host.id, key), ...subjectsOf(d, host.id, unit));
      if (cause) d.follow(cause, `on ${host.id}: ${drift}`);
      return !cause;
    });
    for (const all of groupBy(open, ({ id }) => id)) {
      const [first] = all;
      if (!first) continue;
      d.find(
        {
          id: first.id,
          hosts: [host.id],
          expected: expectations[first.id],
          found: [
            ...new Set(all.map(({ drift }) => drift)),
            ...(first.id === 'hosts-file-overwritten' ? facts.naming.writers.map(writerText) : []),
          ].join('; '),
          ...(first.id === 'firewall-rules-changed' ? firewallFix(d, host.id) : { fix: d.npm('up') }),
        },
        all.map(({ key }) => subjects.drift(host.id, key)),
      );
    }
  }
}

function idOf(key: string, drift: string): DriftId {
  if (key === portMapStamp) return 'port-map-changed';
  if (key === firewallStamp) return 'firewall-rules-changed';
  if (key === baseStamp && drift.includes('/etc/hosts')) return hostsFileId(drift);
  return / (runs with|shows) (an)?other /.test(drift) ? 'runs-with-other-configuration' : 'file-edited';
}

/** Everything that a unit of this name on this host may be known by. */
function subjectsOf(d: Diagnosis, host: HostId, unit: string): string[] {
  const { topology, plan } = d;
  const services = plan.tlsNames
    .map(({ service }) => service)
    .filter((service) => d.hostOf(service) === host && d.unitOf(service) === unit);
  return [
    ...services.flatMap((service) => [subjects.node(service), subjects.service(service)]),
    ...topology.mirrors.filter(({ id }) => mirrorUnit(id) === unit).map(({ id }) => subjects.mirror(id)),
    ...plan.tunnels
      .filter(({ cluster, from }) => from === host && tunnelUnit(cluster) === unit)
      .map(({ id }) => subjects.tunnel(id)),
  ];
}
