// Where brokers that run listen now, and under which names and ports clients know them, from what they were started with.
import { serversIn } from '../config/coordination.ts';
import { isSecurityProtocol, securityCalled, unprotected } from '../config/listener-security.ts';
import type { Listener } from '../config/plan/types.ts';
import type { Cluster, HostId, NodeId, Properties, Topology } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from './facts.ts';

/** A broker that runs, by the cluster that the stack has it in. */
export interface RunningBroker {
  cluster: Cluster;
  id: NodeId;
  listeners: Listener[];
  /** Whether somebody edited its file: then no gateway was ever told where it listens. */
  isEdited: boolean;
  /** Servers by which it knows what coordinates its cluster, `name:port`. */
  coordinators: string[];
}

/** Where listeners have names, the properties say which protocol each speaks; else they are called by it. */
export function listenersIn(properties: Properties): Listener[] {
  const protocols = new Map(pairs(properties['listener.security.protocol.map']));
  const advertised = new Map(endpoints(properties['advertised.listeners']));
  return endpoints(properties['listeners']).flatMap(([called, bind], index): Listener[] => {
    const known = advertised.get(called);
    if (!known) return [];
    const protocol = protocols.get(called) ?? called;
    return [
      {
        name: index === 0 ? 'INTERNAL' : 'EXTERNAL',
        security: isSecurityProtocol(protocol) ? securityCalled(protocol) : unprotected,
        bind: { address: bind.host, port: bind.port },
        advertise: { name: known.host, port: known.port },
      },
    ];
  });
}

function pairs(text = ''): [string, string][] {
  return text.split(',').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split(':');
    return [name, value];
  });
}

function endpoints(text = ''): [string, { host: string; port: number }][] {
  return [...text.matchAll(/(\w+):\/\/([^,]*):(\d+)/g)].map(([, name = '', host = '', port]) => [
    name,
    { host, port: Number(port) },
  ]);
}

/** All brokers of the stack that run on hosts that could be looked at. */
export function runningBrokers(
  { clusters }: Topology,
  factsOf: (host: HostId) => HostFacts | undefined,
): RunningBroker[] {
  return clusters.flatMap((cluster) =>
    cluster.brokers.flatMap(({ id, host }): RunningBroker[] => {
      const facts = factsOf(host);
      const unit = brokerUnit(cluster.id, id);
      const properties = facts?.properties[unit];
      if (!properties || facts.services[unit]?.active !== 'active') return [];
      const isEdited = facts.stamps[`broker--${unit}`]?.drift !== undefined;
      const coordinators = serversIn(cluster, properties);
      return [{ cluster, id, listeners: listenersIn(properties), isEdited, coordinators }];
    }),
  );
}
