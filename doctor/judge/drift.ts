// What somebody changed by hand and nothing else has shown: which check knows what it is.
import type { HostId } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import type { HostView } from '../../probe/checks/check.ts';
import type { Check, DriftFault } from './check.ts';
import { firstOf } from './connections.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';

interface Changed {
  key: string;
  text: string;
  unit: string;
  fault: DriftFault;
}

export function judgeDrift(d: Diagnosis, checks: readonly Check[]): void {
  for (const view of d.inspected()) {
    const host = view.host.id;
    const open = changedOn(d, checks, view).filter(({ key, text, unit }) => {
      const cause = d.causeOf(subjects.drift(host, key), ...subjectsOf(d, host, unit));
      return !d.follow(cause, `on ${host}: ${text}`);
    });
    for (const all of groupBy(open, ({ fault }) => fault.id)) {
      const [first] = all;
      const { adds = [], coversUnit: _ofUnit, ...fault } = first.fault;
      d.find(
        { ...fault, hosts: [host], found: [...new Set(all.map(({ text }) => text)), ...adds].join('; ') },
        all.map(({ key }) => subjects.drift(host, key)),
      );
    }
  }
}

function changedOn(d: Diagnosis, checks: readonly Check[], view: HostView): Changed[] {
  const all = Object.entries(view.facts.stamps).flatMap(([name, { drift: text }]): Changed[] => {
    if (text === undefined) return [];
    // What a change of ports and names left last is recorded a second time.
    const key = name.replace('-withdrawn--', '--');
    const fault = firstOf(checks, (check) => check.onDrift?.(d, { view, key, text }));
    return fault ? [{ key, text, fault, unit: key.slice(key.indexOf('--') + 2) }] : [];
  });
  // Whoever edits a file and starts the service again has done one thing.
  return all.map((one) => {
    const whole = all.find(({ unit, fault }) => unit === one.unit && fault.coversUnit);
    return whole ? { ...one, fault: whole.fault } : one;
  });
}

/** Everything that a unit of this name on this host may be known by. */
function subjectsOf(d: Diagnosis, host: HostId, unit: string): string[] {
  const { topology, plan } = d;
  const services = plan.tlsNames
    .map(({ service }) => service)
    .filter((service) => d.hostOfService(service) === host && d.unitOf(service) === unit);
  return [
    ...services.flatMap((service) => [subjects.node(service), subjects.service(service)]),
    ...topology.mirrors.filter(({ id }) => mirrorUnit(id) === unit).map(({ id }) => subjects.mirror(id)),
    ...plan.tunnels
      .filter(({ cluster, from }) => from === host && tunnelUnit(cluster) === unit)
      .map(({ id }) => subjects.tunnel(id)),
  ];
}
