// Where mapped ports of gateways lead, by the gateways' rules and by who answers.
import { describeService } from '../../../config/plan/describe.ts';
import { isMapped, mappedPortOf } from '../../../config/plan/hops.ts';
import type { PortMapEntry } from '../../../config/plan/types.ts';
import { parseRuleset } from '../../../probe/nft/ruleset.ts';
import { routeText } from '../../keys.ts';
import { check, type ConnectionFault, type FailedConnection } from '../check.ts';
import { outcomeWords } from '../connections.ts';
import { bindOf } from '../bindings.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { mappedTo } from '../mapped-to.ts';
import { mapToEnter, portMapStamp } from '../port-maps.ts';
import { answersFor, endOf, wrongAddresses, wrongBrokers } from '../told.ts';

export const portMap = check({
  topic: 'Routes',
  reads: ['hosts', 'connections', 'metadata'],
  findings: {
    'port-map-missing': {
      is: 'the gateway does not map this port',
      why: 'Outside clients can connect to this service only through the port map.',
      toDo: '`npm run up`; on your own router, enter the map in the finding',
    },
    'port-map-leads-elsewhere': {
      is: 'the port is mapped to another host or port: broker 2 answers as broker 3',
      why: 'A client connects to one broker and another answers: NOT_LEADER_OR_FOLLOWER at every retry.',
      toDo: 'the same as for `port-map-missing`',
    },
    'internal-names-given-outside': {
      is: 'the port is mapped to an INTERNAL listener, which advertises inside names',
      why: 'The INTERNAL listener advertises inside names: bootstrap works, but then the client tries addresses that it can’t reach.',
      toDo: 'map it to the EXTERNAL port',
    },
    'port-map-changed': {
      is: 'rules of kafka-proxied on the gateway were changed, with no effect yet',
      why: 'The gateway’s port map differs from the plan. The next change may cut clients off.',
      toDo: '`npm run up`',
    },
  },
  at: {
    'port maps': findWrongRules,
    metadata(d) {
      findOtherBrokers(d);
      findInsideNames(d);
    },
  },
  onFailedConnection: ownersMap,
  onDrift(d, { key }) {
    if (key !== portMapStamp) return undefined;
    return {
      id: 'port-map-changed',
      expected: 'the gateway has the rules of kafka-proxied, unchanged',
      fix: d.npm('up'),
    };
  },
});

type Id =
  'port-map-missing' | 'port-map-leads-elsewhere' | 'internal-names-given-outside' | 'port-map-changed';

interface WrongPort {
  id: Exclude<Id, 'port-map-changed'>;
  entry: PortMapEntry;
  found: string;
}

/** One finding for each gateway and kind: whoever drops a table takes away all of its ports at once. */
function findWrongRules(d: Diagnosis<Id>): void {
  const wrong = d.plan.portMap.flatMap((entry) => wrongPort(d, entry) ?? []);
  for (const all of groupBy(wrong, ({ id, entry }) => `${id} ${entry.gateway}`)) {
    const [first] = all;
    const { gateway } = first.entry;
    d.find(
      {
        id: first.id,
        hosts: [gateway],
        expected: all.map(({ entry }) => expectedOf(entry)).join('; '),
        found: [...new Set(all.map(({ found }) => found))].join('; '),
        fix: d.npm('up'),
      },
      [
        ...all.map(({ entry }) => subjects.mappedPort(gateway, entry.port)),
        subjects.drift(gateway, portMapStamp),
      ],
    );
  }
}

function expectedOf({ publicAddress, port, to, service }: PortMapEntry): string {
  return `${publicAddress}:${port} is mapped to ${to.address}:${to.port} (${describeService(service)} on ${to.host})`;
}

/** Undefined where a port leads where it should, or nobody can tell. */
function wrongPort(d: Diagnosis, entry: PortMapEntry): WrongPort | undefined {
  const { gateway, port, to, service } = entry;
  const text = d.factsOf(gateway)?.ruleset;
  const ruleset = text === undefined ? undefined : parseRuleset(text);
  if (!ruleset || !d.host(gateway).managePortMap || d.causeOf(subjects.host(gateway))) return undefined;
  const found = mappedTo(ruleset, entry);
  if (found === 'unknown' || (found?.address === to.address && found.port === to.port)) return undefined;
  if (!found) return { id: 'port-map-missing', entry, found: `${gateway} has no map for it` };
  const host = d.topology.hosts.find(({ address }) => address === found.address)?.id;
  const listeners = d.plan.listeners[service.cluster]?.[service.id] ?? [];
  const internal = listeners.find(({ name }) => name === 'INTERNAL')?.bind;
  const isInternal =
    service.kind === 'broker' && internal?.address === found.address && internal.port === found.port;
  const where = host ? ` (${host}${isInternal ? ', its INTERNAL listener' : ''})` : '';
  return {
    id: isInternal ? 'internal-names-given-outside' : 'port-map-leads-elsewhere',
    entry,
    found: `${gateway} maps ${port} to ${found.address}:${found.port}${where}`,
  };
}

/** A map that its owner enters, and that no look at its rules can judge. */
function ownersMap(
  d: Diagnosis,
  { route, outcome, target }: FailedConnection,
): ConnectionFault<'port-map-missing'> | undefined {
  const mapped = mappedPortOf(route);
  const map = mapped && mapToEnter(d, mapped.gateway);
  if (!mapped || map === undefined) return undefined;
  const port = bindOf(d, route.service)?.port ?? route.port;
  return {
    id: 'port-map-missing',
    host: mapped.gateway,
    found: `${outcomeWords[outcome]}, while ${target} listens on port ${port}`,
    says: `the map is missing or wrong, or it changes source addresses. ${map}`,
    fix: `nc -vz ${route.address} ${mapped.port}`,
    at: route.vantage,
    explains: [subjects.mappedPort(mapped.gateway, mapped.port)],
  };
}

/** A map that its owner enters stands in the finding; doctor tells when it is right. `up` enters those that are ours. */
function entered(d: Diagnosis, found: string, map: string | undefined): { found: string; fix: string } {
  return map === undefined
    ? { found, fix: d.npm('up') }
    : { found: `${found}. ${map}`, fix: d.npm('doctor') };
}

function findOtherBrokers(d: Diagnosis<Id>): void {
  for (const { route, id, routes } of wrongBrokers(d, isMapped)) {
    const gateway = mappedPortOf(route)?.gateway ?? route.vantage;
    d.find(
      {
        id: 'port-map-leads-elsewhere',
        hosts: [gateway],
        route: routeText(route),
        expected: `${describeService(route.service)} answers at ${route.name}:${route.port}`,
        ...entered(d, `broker ${id} answers`, mapToEnter(d, gateway)),
      },
      answersFor(route, routes),
    );
  }
}

/** A port that leads to the inside tells inside names of all brokers. */
function findInsideNames(d: Diagnosis<Id>): void {
  const inside = wrongAddresses(d).filter(({ isInternal }) => isInternal);
  for (const all of groupBy(inside, ({ route }) => endOf(route))) {
    const [{ route, found, wanted }] = all;
    const routes = all.map((one) => one.route);
    const what = `${routeText(route)}: it gets ${found}`;
    if (d.follow(d.causeOfRoute(route), what, routes.map(subjects.route))) continue;
    const gateway = mappedPortOf(route)?.gateway;
    const map = gateway === undefined ? undefined : mapToEnter(d, gateway);
    d.find(
      {
        id: 'internal-names-given-outside',
        hosts: [gateway ?? d.hostOfService(route.service) ?? route.vantage],
        route: routeText(route),
        expected: `clients of this port get ${wanted}`,
        ...entered(d, `they get ${found}, as on the INTERNAL listener`, map),
      },
      answersFor(route, routes),
    );
  }
}
