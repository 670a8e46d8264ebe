// Who answers as which broker, and what it tells this very vantage of the others.
import { describeService } from '../../config/plan/describe.ts';
import type { NodeId } from '../../config/topology.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import type { BrokerFacts } from '../facts.ts';
import { routeText } from '../keys.ts';
import { type Diagnosis, groupBy, subjects } from './diagnosis.ts';
import { mapToEnter } from './hosts.ts';

interface Told {
  route: OpenRoute & { service: { kind: 'broker' } };
  broker: BrokerFacts;
}

export function toldBy(d: Diagnosis): Told[] {
  return d
    .answered()
    .flatMap(({ route, spoken: { broker } }) =>
      broker && route.service.kind === 'broker' ? [{ route: route as Told['route'], broker }] : [],
    );
}

export function judgeMetadata(d: Diagnosis): void {
  const told = toldBy(d);
  judgeIdentities(d, told);
  judgeAddresses(d, told);
}

/** Broker 2 answers as broker 3. */
function judgeIdentities(d: Diagnosis, told: readonly Told[]): void {
  const wrong = told.filter(({ route, broker }) => broker.id !== undefined && broker.id !== route.service.id);
  for (const all of groupBy(wrong, ({ route, broker }) => `${doorOf(route)} ${broker.id}`)) {
    const [first] = all;
    if (!first) continue;
    const { route, broker } = first;
    for (const one of all) {
      const cause = d.causeOfRoute(one.route);
      if (!cause) continue;
      d.explain(cause, [subjects.route(one.route)]);
      d.follow(cause, `${routeText(one.route)}: broker ${broker.id} answers`);
    }
    const unexplained = all.filter((one) => !d.causeOfRoute(one.route)).map((one) => one.route);
    if (unexplained.length > 0) d.find(otherBroker(d, route, broker.id), explains(route, unexplained));
  }
}

const doorOf = ({ service, hops }: Told['route']): string =>
  `${describeService(service)} ${hops.map((hop) => (hop.kind === 'portMap' ? hop.gateway : '')).join()}`;

function explains(route: OpenRoute, routes: readonly OpenRoute[]): string[] {
  const doors = route.hops.flatMap((hop) =>
    hop.kind === 'portMap' ? [subjects.door(hop.gateway, hop.port)] : [subjects.node(route.service)],
  );
  return [...doors, ...routes.map(subjects.route)];
}

/** A map that its owner enters stands in the finding. */
const withMap = (found: string, map: string | undefined): string =>
  map === undefined ? found : `${found}. ${map}`;

/** `up` enters the maps that are ours; for the others, doctor tells when it is right. */
const mapFix = (d: Diagnosis, map: string | undefined): string => d.npm(map === undefined ? 'up' : 'doctor');

function otherBroker(d: Diagnosis, route: Told['route'], id: NodeId | undefined) {
  const door = route.hops.find((hop) => hop.kind === 'portMap');
  const expected = `${describeService(route.service)} answers at ${route.name}:${route.port}`;
  const found = `broker ${id} answers`;
  const common = { route: routeText(route), expected };
  if (door) {
    const map = mapToEnter(d, door.gateway);
    return {
      ...common,
      id: 'port-map-leads-elsewhere' as const,
      hosts: [door.gateway],
      found: withMap(found, map),
      fix: mapFix(d, map),
    };
  }
  const host = d.hostOf(route.service) ?? route.vantage;
  return { ...common, id: 'broker-has-other-id' as const, hosts: [host], found, fix: d.npm('up') };
}

/** What each broker advertises, against the listener that the route leads to. */
function judgeAddresses(d: Diagnosis, told: readonly Told[]): void {
  const wrong = told.flatMap(({ route, broker }) => {
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
  // A door that leads to the inside tells inside names of all brokers.
  const inside = groupBy(
    wrong.filter(({ isInternal }) => isInternal),
    ({ route }) => doorOf(route),
  );
  for (const all of inside) {
    const [first] = all;
    if (!first) continue;
    const { route, found, wanted } = first;
    const cause = d.causeOfRoute(route);
    if (cause) {
      for (const one of all) d.explain(cause, [subjects.route(one.route)]);
      d.follow(cause, `${routeText(route)}: it is told ${found}`);
      continue;
    }
    const door = route.hops.find((hop) => hop.kind === 'portMap');
    const map = door && mapToEnter(d, door.gateway);
    const host = door?.gateway ?? d.hostOf(route.service) ?? route.vantage;
    d.find(
      {
        id: 'internal-names-given-outside',
        hosts: [host],
        route: routeText(route),
        expected: `clients of this door are told ${wanted}`,
        found: withMap(`they are told ${found}, as on the INTERNAL listener`, map),
        fix: mapFix(d, map),
      },
      explains(
        route,
        all.map((one) => one.route),
      ),
    );
  }
  const elsewhere = wrong.filter(({ isInternal }) => !isInternal);
  for (const all of groupBy(elsewhere, ({ route, id, found }) => `${route.service.cluster} ${id} ${found}`)) {
    const [first] = all;
    if (!first) continue;
    const { route, id, found, wanted } = first;
    const service = { cluster: route.service.cluster, kind: 'broker', id } as const;
    const host = d.hostOf(service);
    if (host === undefined || d.causeOf(subjects.node(service))) continue;
    d.find(
      {
        id: 'advertised-elsewhere',
        hosts: [host],
        route: routeText(route),
        expected: `broker ${id} advertises ${wanted} on ${route.service.listener}`,
        found: `it advertises ${found}`,
        fix: d.npm('up'),
      },
      [subjects.service({ ...route.service, id })],
    );
  }
}
