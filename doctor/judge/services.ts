// Units that are missing, down, or frozen: what explains most of what goes wrong on the routes to them.
import { isMapped } from '../../config/plan/firewall.ts';
import type { Cluster, HostId, NodeId } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';
import { failureOf } from './failing.ts';
import { causeOfNoStart } from './partitions.ts';

interface Unit {
  host: HostId;
  unit: string;
  /** For people. */
  what: string;
  subject: string;
  broker?: { cluster: Cluster; id: NodeId };
  isTunnel?: true;
}

function unitsOf(d: Diagnosis): Unit[] {
  const { topology, plan } = d;
  const nodes = topology.clusters.flatMap((cluster) =>
    (['zookeeper', 'broker'] as const).flatMap((kind) =>
      (kind === 'broker' ? cluster.brokers : cluster.zookeeper).map(({ id, host }): Unit => {
        const service = { cluster: cluster.id, kind, id };
        const what = d.nodeText(service);
        const node = { host, unit: d.unitOf(service), what, subject: subjects.node(service) };
        return kind === 'broker' ? { ...node, broker: { cluster, id } } : node;
      }),
    ),
  );
  const mirrors = topology.mirrors.map(({ id, host }): Unit => ({
    host,
    unit: mirrorUnit(id),
    what: `mirror ${id}`,
    subject: subjects.mirror(id),
  }));
  const tunnels = plan.tunnels.map(({ id, from, to, cluster }): Unit => ({
    host: from,
    unit: tunnelUnit(cluster),
    what: `tunnel to ${cluster} on ${to}`,
    subject: subjects.tunnel(id),
    isTunnel: true,
  }));
  return [...nodes, ...tunnels, ...mirrors];
}

/** Units that systemd does not keep running. */
export function judgeUnits(d: Diagnosis): void {
  for (const { host, unit, what, subject, broker, isTunnel } of unitsOf(d)) {
    const facts = d.factsOf(host);
    if (!facts) continue;
    const service = facts.services[unit];
    if (service?.active === 'active') continue;
    const state = service ? `${service.active} (${service.sub})` : 'not there';
    const failure = isTunnel ? undefined : failureOf(d, host, unit, what);
    // Brokers end where there is no ZooKeeper to begin with.
    const ofCluster = failure && broker ? causeOfNoStart(d, broker.cluster, broker.id) : undefined;
    const cause = d.causeOf(subject, subjects.host(host)) ?? ofCluster;
    if (cause) {
      d.follow(cause, `${unit} on ${host} is ${state}`);
      d.explain(cause, [subject]);
      continue;
    }
    if (failure) {
      d.find(failure, [subject]);
      continue;
    }
    const id = isTunnel ? 'tunnel-down' : service ? 'service-down' : 'service-missing';
    d.find(
      {
        id,
        hosts: [host],
        expected: `${unit} runs (${what})`,
        found: `${unit} is ${state}`,
        fix: d.npm('up'),
      },
      [subject],
    );
  }
}

/** Processes that take connections and do nothing: nobody who came this far got a word. */
export function judgeFrozen(d: Diagnosis): void {
  const connected = d.tried().filter(({ tried }) => tried.outcome === 'open' && tried.spoken);
  const byNode = groupBy(connected, ({ route }) => subjects.node(route.service));
  for (const all of byNode) {
    const [first] = all;
    if (!first || !all.every(({ tried }) => tried.spoken?.kind === 'silent')) continue;
    const { route } = first;
    const host = d.hostOf(route.service);
    const through = all.every((one) => one.route.hops.some(({ kind }) => kind === 'tunnel'));
    // A tunnel's near end takes connections by itself.
    if (host === undefined || through || d.causeOfRoute(route)) continue;
    // What a map brings elsewhere is not this process.
    if (all.every((one) => isMapped(one.route)) && d.factsOf(host) === undefined) continue;
    const unit = d.unitOf(route.service);
    d.find(
      {
        id: 'service-frozen',
        hosts: [host],
        route: routeOf(all.map((one) => one.route.vantage)),
        expected: `${unit} answers whoever connects`,
        found: `${unit} takes connections and never answers`,
        fix: `sudo systemctl restart ${unit}`,
        at: host,
      },
      [subjects.node(route.service)],
    );
  }
}

function routeOf(vantages: readonly HostId[]): string {
  return `from ${[...new Set(vantages)].join(', ')}`;
}
