// Ports that clients use now lead where they lead until the last broker has restarted: none may come to lead elsewhere meanwhile.
import { npmRun } from '../../config/advice.ts';
import { coordinationName, coordinationOf } from '../../config/coordination.ts';
import { locationOf } from '../../config/plan/location.ts';
import type { Listener } from '../../config/plan/types.ts';
import { pathText } from '../../config/problem.ts';
import { nodesKey } from '../../config/roles.ts';
import type { BrokerSpec, Cluster, HostId } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import { type RunningBroker, runningBrokers } from '../running-listeners.ts';
import type { Check, HostView } from './check.ts';
import { refusedByZookeeper } from './protocols.ts';

/** A listener of the plan. */
interface Wanted {
  cluster: Cluster;
  broker: BrokerSpec;
  listener: Listener;
  gateway: HostId | undefined;
}

/** Who has now what a listener of the plan would have. */
interface Held {
  wanted: Wanted;
  by: RunningBroker;
  /** The listener that has it. */
  listener: Listener;
}

const bindText = ({ bind }: Listener): string => `${bind.address}:${bind.port}`;

type View = Pick<HostView, 'topology' | 'plan' | 'factsOf'>;

function wantedListeners({ topology, plan }: View): Wanted[] {
  return topology.clusters.flatMap((cluster) => {
    const location = locationOf(topology, cluster);
    const gateway = location.kind === 'network' ? location.gateway?.id : undefined;
    return cluster.brokers.flatMap((broker) =>
      (plan.listeners[cluster.id]?.[broker.id] ?? []).map((listener) => ({
        cluster,
        broker,
        listener,
        gateway,
      })),
    );
  });
}

/** Everything that would be taken over, in the order of the config. */
function takeOvers(view: View, wanted: readonly Wanted[]): Held[] {
  const running = runningBrokers(view.topology, view.factsOf);
  const gatewayOf = (cluster: Cluster): HostId | undefined =>
    wanted.find((one) => one.cluster.id === cluster.id)?.gateway;
  return wanted.flatMap((one): Held[] => {
    for (const by of running) {
      const isOwn = by.cluster.id === one.cluster.id && by.id === one.broker.id;
      const listener = by.listeners.find((held) =>
        isOwn ? leadsElsewhere(one, held, by) : takes(one, held, by.cluster, gatewayOf(by.cluster)),
      );
      if (listener) return [{ wanted: one, by, listener }];
    }
    return [];
  });
}

/** Its own public port, behind which it would answer on another port; or the port of its other listener. */
function leadsElsewhere({ listener }: Wanted, held: Listener, { isEdited }: RunningBroker): boolean {
  if (held.name !== listener.name) return bindText(held) === bindText(listener);
  return (
    !isEdited &&
    listener.name === 'EXTERNAL' &&
    held.advertise.port === listener.advertise.port &&
    held.bind.address === listener.bind.address &&
    held.bind.port !== listener.bind.port
  );
}

/** What another broker has: a port of the gateway that leads there, or a name and port that it is registered with. */
function takes(
  { cluster, listener, gateway }: Wanted,
  held: Listener,
  of: Cluster,
  heldGateway: HostId | undefined,
): boolean {
  // Of one address on one host; the check of ports says so.
  if (bindText(held) === bindText(listener)) return false;
  const isSamePort = held.advertise.port === listener.advertise.port;
  const isPublic = held.name === 'EXTERNAL' && listener.name === 'EXTERNAL' && gateway === heldGateway;
  const isRegistered = of.id === cluster.id && held.advertise.name === listener.advertise.name;
  return isSamePort && (isPublic || isRegistered);
}

/** Ports that no listener of the plan, and none that runs, has: above the highest, in the same order each time. */
function freePorts(view: View, wanted: readonly Wanted[]): () => number {
  const running = runningBrokers(view.topology, view.factsOf).flatMap(({ listeners }) => listeners);
  const all = [...running, ...wanted.map(({ listener }) => listener)];
  const used = new Set([
    ...all.flatMap(({ bind, advertise }) => [bind.port, advertise.port]),
    ...view.plan.portMap.flatMap(({ port, to }) => [port, to.port]),
  ]);
  let next = Math.max(
    ...all.filter(({ name }) => name === 'EXTERNAL').map(({ advertise }) => advertise.port),
    1024,
  );
  return () => {
    do next = next >= 65_535 ? 1025 : next + 1;
    while (used.has(next));
    return next;
  };
}

function pathOf({ cluster, broker, listener }: Wanted, key: 'port' | 'externalPort'): string {
  const keys = listener.name === 'EXTERNAL' ? ['external', key] : ['port'];
  return pathText(['clusters', cluster.id, 'brokers', String(broker.id), ...keys]);
}

function describe({ wanted, by, listener: held }: Held, free: number): string {
  const { cluster, broker, listener } = wanted;
  const who = `broker ${broker.id} of ${cluster.id}`;
  const isOwn = by.cluster.id === cluster.id && by.id === broker.id;
  const up = npmRun('up');
  const twoSteps = (path: string, port: number): string =>
    `Use two steps, so that no client is cut off: write ${free}, which is free, to ${path} and run '${up}'; then write ${port} there and run it again`;
  if (isOwn && held.name !== listener.name) {
    const path = pathOf(wanted, 'port');
    return `${who} would listen with ${listener.name} on ${bindText(listener)} (${path}), where its ${held.name} listener is until it restarts: clients of one would connect to the other. ${twoSteps(path, listener.bind.port)}`;
  }
  const path = pathOf(wanted, 'externalPort');
  const { port } = listener.advertise;
  if (isOwn) {
    return `public port ${port} (${path}) forwards to ${bindText(held)}, where ${who} listens, and would forward to ${bindText(listener)} (${pathOf(wanted, 'port')}), where it listens only after its restart: outside clients would be cut off until then. In the same change, give it another public port, such as ${free}: clients then have both until all brokers have restarted`;
  }
  const holder = `broker ${by.id} of ${by.cluster.id}`;
  return `${who} would get ${listener.advertise.name}:${port} (${path}), which forwards clients to ${holder} now (${pathOf({ ...wanted, cluster: by.cluster, broker: { ...broker, id: by.id } }, 'externalPort')}): brokers restart one by one, a port forwards to only one of them, and Kafka refuses an address with which another broker is registered. ${twoSteps(path, port)}`;
}

/** Clients follow its name to one address, and it listens on one: they would be without it from one change to the other. */
function movedAddress(view: View, host: HostId): string[] {
  return runningBrokers(view.topology, view.factsOf).flatMap(({ cluster, id, listeners }) => {
    if (cluster.brokers.find((broker) => broker.id === id)?.host !== host) return [];
    const [held] = listeners;
    const wanted = view.plan.listeners[cluster.id]?.[id]?.[0];
    if (!held || !wanted || held.bind.address === wanted.bind.address) return [];
    return [
      `broker ${id} of ${cluster.id} listens on ${held.bind.address}, and would on ${wanted.bind.address} after its restart (${pathText(['hosts', host, 'address'])}): until then its clients, the other brokers and the gateway would connect to a wrong address. Set it back. Or first stop the whole cluster, while the old address is in the config (${npmRun('stop', cluster.id)}), then run this again`,
    ];
  });
}

/** The only servers that a broker knows must not all go before it restarts: nobody would coordinate it for that time. */
function lostCoordinators(view: View, host: HostId): string[] {
  return runningBrokers(view.topology, view.factsOf).flatMap(({ cluster, id, coordinators }) => {
    if (cluster.brokers.find((broker) => broker.id === id)?.host !== host) return [];
    const nodes = Object.values(view.plan.coordinators[cluster.id] ?? {});
    const answering = nodes.flatMap(({ advertise, plain }) => [
      `${advertise.name}:${advertise.port}`,
      ...(plain ? [`${advertise.name}:${plain.port}`] : []),
    ]);
    if (coordinators.length === 0 || coordinators.some((server) => answering.includes(server))) return [];
    // The check of protocols says so, with a way that stops nothing.
    const spoken = view.factsOf(host)?.protocols[brokerUnit(cluster.id, id)];
    if (spoken && refusedByZookeeper(cluster, spoken.zookeeper)) return [];
    const path = pathText(['clusters', cluster.id, nodesKey(coordinationOf(cluster))]);
    return [
      `broker ${id} of ${cluster.id} connects to ${coordinationName(cluster)} at ${coordinators.join(', ')}, and none of these would answer after the change (${path}): until its own restart the cluster could elect no leader. Set one of them back, and change it in a second step. If there is only one, first stop the whole cluster (${npmRun('stop', cluster.id)}), then run this again`,
    ];
  });
}

export const movedPorts = {
  id: 'port-step-left-out',
  label: 'ports that clients use now do not change their target before the last broker has restarted',
  docs: {
    about: 'ports and addresses that clients use',
    holds:
      'do not change their target before the last broker has restarted. Not possible in one step: to move a port from one broker to another, to map a public port to another port of its broker, to change a broker’s address, to move a single ZooKeeper ([the steps](runbook.md#change-a-port-a-name-or-an-address))',
  },
  find: (view) => {
    const wanted = wantedListeners(view);
    const next = freePorts(view, wanted);
    const all = takeOvers(view, wanted).map((held) => ({ held, free: next() }));
    const own = all.filter(({ held }) => held.wanted.broker.host === view.host.id);
    return [
      ...own.map(({ held, free }) => describe(held, free)),
      ...movedAddress(view, view.host.id),
      ...lostCoordinators(view, view.host.id),
    ];
  },
} satisfies Check;
