// From answers to the stack's config. What has no answer yet is left out, so that each answer can be checked at once.
import ipaddr from 'ipaddr.js';
import { can, defaultVersion, hasZookeeper } from '../../config/versions.ts';
import type { Answers } from './question.ts';
import { none, isNone, listOf, pairsOf, phrasesOf } from './words.ts';

type Values = Record<string, unknown>;

/** Name of the one network that is asked for. */
const networkName = 'lan';

/** Marks a socket of an ssh-agent among login keys. */
export const agentMark = 'agent:';

/** Numbers stay numbers in the file; what would lose digits, or is none, stays text. */
function scalar(text: string): number | string {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

function defined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function given<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

/** Brokers' and servers' machines, and their addresses as far as they are known. */
export function serverAddresses({ hosts, addresses }: Answers): [string, string][] {
  return withAddresses(hosts, addresses);
}

export function clientAddresses({ clients, clientAddresses: addresses }: Answers): [string, string][] {
  return withAddresses(clients, addresses);
}

function withAddresses(hosts: string | undefined, found: string | undefined): [string, string][] {
  const later = new Map(phrasesOf(found));
  return pairsOf(hosts).map(([name, address]) => [name, address || (later.get(name) ?? '')]);
}

/** True where it is certain that an address lies in one of the ranges. */
export function liesIn(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  return ranges.some((range) => {
    if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(range)) return false;
    return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(range));
  });
}

function hostValues(
  answers: Answers,
  [name, address]: [string, string],
  inside: boolean,
  more?: Values,
): Values {
  return defined({
    network: inside ? networkName : undefined,
    address: address || undefined,
    ...more,
    hostKey: new Map(phrasesOf(answers.hostKeys)).get(name),
    managed: listOf(answers.unmanaged).includes(name) ? false : undefined,
  });
}

function hostsOf(answers: Answers): Values | undefined {
  if (answers.hosts === undefined) return undefined;
  const ranges = listOf(answers.network);
  const { publicAddress, publicName, publicNameFrom } = answers;
  const servers = serverAddresses(answers).map((host) => [
    host[0],
    hostValues(answers, host, ranges.length > 0),
  ]);
  const gateway = pairsOf(answers.gateway).map((host) => [
    host[0],
    hostValues(answers, host, true, { publicAddress, publicName, publicNameFrom }),
  ]);
  const clients = clientAddresses(answers).map((host) => [
    host[0],
    hostValues(answers, host, liesIn(host[1], ranges)),
  ]);
  return Object.fromEntries([...servers, ...gateway, ...clients]) as Values;
}

function sshOf({ user, sshPort, loginKey, knownHosts }: Answers): Values | undefined {
  if ((user ?? sshPort) === undefined) return undefined;
  const agent = loginKey?.startsWith(agentMark);
  return defined({
    user,
    port: given(sshPort, scalar),
    [agent ? 'agentSocket' : 'privateKeyFile']: agent ? loginKey?.slice(agentMark.length) : loginKey,
    knownHostsFile: isNone(knownHosts) ? undefined : knownHosts,
  });
}

function nodesOf(answers: Answers): { zookeeper?: Values; controllers?: Values; brokers?: Values } {
  const { zookeeper, zookeeperPort, controllers, brokers } = answers;
  const [ports, listeners, mapped] = [answers.ports, answers.listenerPorts, answers.publicPorts].map(
    (text) => new Map(pairsOf(text)),
  );
  const publicZookeeper = new Map(pairsOf(answers.zookeeperPublicPorts));
  const portOf = (map: Map<string, string> | undefined, id: string) => given(map?.get(id), scalar);
  const external = (id: string): Values | undefined => {
    if (!listeners?.has(id)) return undefined;
    return defined({ port: portOf(listeners, id), externalPort: portOf(mapped, id) });
  };
  return {
    ...(zookeeper !== undefined && {
      zookeeper: Object.fromEntries(
        pairsOf(zookeeper).map(([id, host]) => [
          id,
          defined({
            host,
            port: given(zookeeperPort, scalar),
            externalPort: portOf(publicZookeeper, id),
          }),
        ]),
      ),
    }),
    ...(controllers !== undefined && {
      controllers: Object.fromEntries(pairsOf(controllers).map(([id, host]) => [id, { host }])),
    }),
    ...(brokers !== undefined && {
      brokers: Object.fromEntries(
        pairsOf(brokers).map(([id, host]) => [
          id,
          defined({ host, port: portOf(ports, id), external: external(id) }),
        ]),
      ),
    }),
  };
}

export function severalMachines(answers: Answers): boolean {
  return serverAddresses(answers).length > 1;
}

/** Without a network between them, brokers speak over the internet. */
export function overInternet(answers: Answers): boolean {
  return severalMachines(answers) && isNone(answers.network);
}

/** What is not asked is written all the same, where the default is not what we advise or can't be changed at ease. */
function tlsOf(answers: Answers): Values | undefined {
  const { tls, tlsInternal, version = defaultVersion } = answers;
  const secure = overInternet(answers) && can(version, 'zookeeperTls') ? 'only' : 'off';
  const zookeeper = hasZookeeper(version) ? secure : undefined;
  const values = defined({
    external: given(tls, (text) => text === 'yes'),
    internal: given(tlsInternal, (text) => text === 'yes'),
    zookeeper: tlsInternal === undefined ? undefined : zookeeper,
    clientAuth: [tls, tlsInternal].includes('yes') ? 'required' : undefined,
  });
  return Object.keys(values).length > 0 ? values : undefined;
}

function clusterOf(answers: Answers): Values {
  const topics = pairsOf(answers.topics).map(([name, count]) => [name, { partitions: scalar(count) }]);
  const clients = pairsOf(answers.clients).map(([name]) => name);
  return defined({
    version: answers.version,
    ...nodesOf(answers),
    tls: tlsOf(answers),
    topics: topics.length > 0 ? Object.fromEntries(topics) : undefined,
    clients: clients.length > 0 ? clients : undefined,
  });
}

/** The values under `kafka-proxied:`, in the order in which the file has them. */
export function configOf(answers: Answers, lab = false): Values {
  const { network, gateway, cluster } = answers;
  const [gatewayName] = pairsOf(gateway)[0] ?? [];
  return defined({
    lab: lab ? true : undefined,
    ssh: sshOf(answers),
    networks:
      network === undefined || network === none
        ? undefined
        : { [networkName]: defined({ cidrs: listOf(network), gateway: gatewayName }) },
    hosts: hostsOf(answers),
    clusters: cluster === undefined ? undefined : { [cluster]: clusterOf(answers) },
  });
}
