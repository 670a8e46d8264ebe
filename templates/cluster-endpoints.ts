// How a script on a broker's host finds the rest of its cluster.
import { coordinatorsOf } from '../config/coordination.ts';
import { securityProtocol, unprotected } from '../config/listener-security.ts';
import { endpointText } from '../config/plan/select.ts';
import { brokerUnit } from '../config/units.ts';
import { coordinationTemplates, coordinatorAddresses } from './coordination.ts';
import type { Document } from './document.ts';
import { bindText, type BrokerFacts, listenersOf, notAbandoned } from './endpoint.ts';

/** Parameters by which it does; nodes on abandoned hosts are left out. */
export function clusterEndpoints({ cluster, broker, plan, hosts }: BrokerFacts): Document['params'] {
  const unit = brokerUnit(cluster.id, broker.id);
  const { servers, scope } = coordinationTemplates(cluster);
  const internal = notAbandoned(hosts, cluster.brokers).flatMap(({ id }) =>
    listenersOf(plan, cluster.id, id).filter(({ name }) => name === 'INTERNAL'),
  );
  const coordinators = notAbandoned(hosts, coordinatorsOf(cluster)).map(({ id }) => id);
  return {
    unit,
    ...servers(coordinatorAddresses({ cluster, plan }, coordinators, unit)),
    bootstrap: internal.map(bindText).join(','),
    doors: internal.map(({ bind, security }) => endpointText(unit, { bind, ...security })).join(' '),
    internal: securityProtocol(internal[0]?.security ?? unprotected),
    ...scope(cluster),
  };
}
