// What brokers told of themselves and of each other.
import { describeService } from '../../config/plan/describe.ts';
import { mappedPortOf } from '../../config/plan/hops.ts';
import type { Cluster, NodeId } from '../../config/topology.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { BrokerResponse } from '../facts.ts';
import { routeText } from '../keys.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';

export interface Told {
  route: OpenRoute & { service: { kind: 'broker' } };
  broker: BrokerResponse;
}

export function toldBy(d: Diagnosis): Told[] {
  return d
    .answered()
    .flatMap(({ route, response: { broker } }) =>
      broker && route.service.kind === 'broker' ? [{ route: route as Told['route'], broker }] : [],
    );
}

/** What the broker says that is likeliest to be right: one that nothing speaks against, to somebody who may know all. */
export function tellerOf(d: Diagnosis, cluster: Cluster): BrokerResponse | undefined {
  // A listener that some broker lacks shows its partitions without a leader.
  const isInternal = ({ route }: ReturnType<typeof toldBy>[number]) => route.service.listener === 'INTERNAL';
  const isLimited = ({ broker }: ReturnType<typeof toldBy>[number]) => broker.refused !== undefined;
  const told = toldBy(d)
    .filter(({ route }) => route.service.cluster === cluster.id)
    .sort(
      (a, b) => Number(isLimited(a)) - Number(isLimited(b)) || Number(isInternal(b)) - Number(isInternal(a)),
    );
  const sound = told.filter(({ route }) => d.causeOfRoute(route) === undefined);
  const whole = sound.filter((one) => !isLimited(one));
  const among = whole.length > 0 ? whole : sound;
  const best = among.find(({ broker }) => broker.id === broker.controller) ?? among[0] ?? told[0];
  return best?.broker;
}

export function partitionsOf(d: Diagnosis, cluster: Cluster): Partition[] {
  return tellerOf(d, cluster)?.partitions ?? [];
}

/** The service at the end of a route, with the gateway on the way. */
export const endOf = (route: Told['route']): string =>
  `${describeService(route.service)} ${mappedPortOf(route)?.gateway ?? ''}`;

/** What explains a wrong answer at the end of these routes: the mapped port, or the service itself. */
export function answersFor(route: OpenRoute, routes: readonly OpenRoute[]): string[] {
  const mapped = mappedPortOf(route);
  const end = mapped ? subjects.mappedPort(mapped.gateway, mapped.port) : subjects.node(route.service);
  return [end, ...routes.map(subjects.route)];
}

/** Routes at whose end another broker answers than the plan's, by end and answering broker. */
export interface WrongBroker {
  route: Told['route'];
  /** Who answers. */
  id: NodeId;
  routes: OpenRoute[];
}

/**
 * Those that nothing found before explains; of the others it is noted that they follow.
 * @param isOne which routes to look at
 */
export function* wrongBrokers(
  d: Diagnosis,
  isOne: (route: OpenRoute) => boolean,
): Generator<WrongBroker, void> {
  const wrong = toldBy(d).flatMap(({ route, broker: { id } }) =>
    id !== undefined && id !== route.service.id && isOne(route) ? [{ route, id }] : [],
  );
  for (const all of groupBy(wrong, ({ route, id }) => `${endOf(route)} ${id}`)) {
    for (const { route, id } of all) {
      const cause = d.causeOfRoute(route);
      d.follow(cause, `${routeText(route)}: broker ${id} answers`, [subjects.route(route)]);
    }
    const routes = all.map(({ route }) => route).filter((route) => !d.causeOfRoute(route));
    if (routes.length > 0) yield { ...all[0], routes };
  }
}

/** A broker's name and port as it was told, where the plan has others. */
export interface WrongAddress {
  /** On which it was told. */
  route: Told['route'];
  /** The broker that it is of. */
  id: NodeId;
  found: string;
  wanted: string;
  /** Whether a client of EXTERNAL was told that of INTERNAL. */
  isInternal: boolean;
}

export function wrongAddresses(d: Diagnosis): WrongAddress[] {
  return toldBy(d).flatMap(({ route, broker }) => {
    const { cluster, listener } = route.service;
    return broker.brokers.flatMap(({ id, name, port }) => {
      const listeners = d.plan.listeners[cluster]?.[id] ?? [];
      const planned = listeners.find((one) => one.name === listener)?.advertise;
      if (!planned || (planned.name === name && planned.port === port)) return [];
      const isInternal = listeners.some(
        (one) =>
          one.name === 'INTERNAL' &&
          listener === 'EXTERNAL' &&
          one.advertise.name === name &&
          one.advertise.port === port,
      );
      return [{ route, id, found: `${name}:${port}`, wanted: `${planned.name}:${planned.port}`, isInternal }];
    });
  });
}
