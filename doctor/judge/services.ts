// Units that are missing, down, or frozen: what explains most of what goes wrong on the routes to them.
import { nodesOf, nodeText } from '../../config/coordination.ts';
import { isMapped, tunnelOf } from '../../config/plan/hops.ts';
import type { Cluster, HostId, NodeId } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import { type Case, groupBy, subjects } from './case.ts';
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

function unitsOf(given: Case): Unit[] {
  const { topology, plan } = given;
  const nodes = topology.clusters.flatMap((cluster) =>
    nodesOf(cluster).map((node): Unit => {
      const { role, id, host, unit } = node;
      const own = { host, unit, what: nodeText(role, node), subject: subjects.nodeOf(node) };
      return role === 'broker' ? { ...own, broker: { cluster, id } } : own;
    }),
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
export function judgeUnits(given: Case): void {
  for (const { host, unit, what, subject, broker, isTunnel } of unitsOf(given)) {
    const facts = given.factsOf(host);
    if (!facts) continue;
    const service = facts.services[unit];
    if (service?.active === 'active') continue;
    const state = service ? `${service.active} (${service.sub})` : 'not there';
    const failure = isTunnel ? undefined : failureOf(given, host, unit, what);
    // Brokers end where nothing coordinates them to begin with.
    const ofCluster = failure && broker ? causeOfNoStart(given, broker.cluster, broker.id) : undefined;
    const cause = given.causeOf(subject, subjects.host(host)) ?? ofCluster;
    if (cause) {
      given.follow(cause, `${unit} on ${host} is ${state}`);
      given.explain(cause, [subject]);
      continue;
    }
    if (failure) {
      given.find(failure, [subject]);
      continue;
    }
    const id = isTunnel ? 'tunnel-down' : service ? 'service-down' : 'service-missing';
    given.find(
      {
        id,
        hosts: [host],
        expected: `${unit} runs (${what})`,
        found: `${unit} is ${state}`,
        fix: given.npm('up'),
      },
      [subject],
    );
  }
}

/** Processes that take connections and do nothing: nobody who came this far got a word. */
export function judgeFrozen(given: Case): void {
  const connected = given.tried().filter(({ tried }) => tried.outcome === 'open' && tried.spoken);
  const byNode = groupBy(connected, ({ route }) => subjects.node(route.service));
  for (const all of byNode) {
    const [first] = all;
    if (!first || !all.every(({ tried }) => tried.spoken?.kind === 'silent')) continue;
    const { route } = first;
    const host = given.hostOf(route.service);
    const through = all.every((one) => tunnelOf(one.route) !== undefined);
    // A tunnel's near end takes connections by itself.
    if (host === undefined || through || given.causeOfRoute(route)) continue;
    // What a map brings elsewhere is not this process.
    if (all.every((one) => isMapped(one.route)) && given.factsOf(host) === undefined) continue;
    const unit = given.unitOf(route.service);
    given.find(
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
