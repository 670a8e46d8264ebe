// The cluster: what runs where, on which ports, and who its clients are.
import { defaultBrokerPort } from '../../config/ports.ts';
import { clusterId } from '../../config/schema/names.ts';
import { defaultVersion, hasZookeeper, versions } from '../../config/versions.ts';
import type { Answers, Question } from './question.ts';
import { inNetwork, isProxied, withoutAddress } from './questions-place.ts';
import { none, pairs, pairsOf, pairsText } from './words.ts';

function brokerIds({ brokers }: Answers): string[] {
  return pairsOf(brokers).map(([id]) => id);
}

/** What each broker gets unless told otherwise: a port that follows from its id. */
function byBroker(answers: Answers, from: number): string | undefined {
  const ids = brokerIds(answers);
  return ids.every((id) => from + Number(id) <= 65535)
    ? pairsText(ids.map((id) => [id, String(from + Number(id))]))
    : undefined;
}

function onePerBroker(example: string): NonNullable<Question['shape']> {
  return (text, answers) => pairs(text, { what: 'broker', like: example, keys: brokerIds(answers) });
}

/** What coordinates needs a majority: one server, or three where as many machines are there. @param first the first one's id */
function usualServers({ hosts }: Answers, first: number): string {
  const names = pairsOf(hosts).map(([name]) => name);
  const servers = names.slice(0, names.length < 3 ? 1 : 3);
  return pairsText(servers.map((name, index) => [String(first + index), name]));
}

const withZookeeper = ({ version = defaultVersion }: Answers): boolean => hasZookeeper(version);

/** With a listener for the outside, or the default port by id, as `defaultBrokerPort` has it. */
const [internal, external, mapped] = [defaultBrokerPort(0), defaultBrokerPort(0) + 100, 19090];

export const clusterQuestions: readonly Question[] = [
  {
    key: 'cluster',
    ask: 'Name of the cluster',
    help: 'It is part of the names of units and folders, and the value for --cluster of the kafka command.',
    usual: ({ stack = '' }) => (clusterId.safeParse(stack).success ? stack : 'kafka'),
    owns: /^clusters$/,
  },
  {
    key: 'version',
    ask: `Kafka version (${Object.keys(versions).join(', ')})`,
    help: 'You can upgrade it later, but never downgrade.',
    usual: () => defaultVersion,
  },
  {
    key: 'zookeeper',
    ask: 'ZooKeeper servers (ID=MACHINE …)',
    help: 'One, or an odd number on different machines. The cluster works while a majority of them runs.',
    when: withZookeeper,
    usual: (answers) => usualServers(answers, 1),
    shape: (text) => pairs(text, { what: 'ZooKeeper server', like: '1=box1' }),
    owns: /^clusters[.[][^.]*\.zookeeper$/,
  },
  {
    key: 'zookeeperPort',
    ask: "ZooKeeper's port",
    help: 'The port of every ZooKeeper server, for brokers and for clients older than 2.2.',
    when: withZookeeper,
    usual: () => '2181',
  },
  {
    key: 'controllers',
    ask: 'Controllers (ID=MACHINE …)',
    help: 'One, or an odd number on different machines. The cluster works while a majority of them runs. Their ids differ from those of brokers.',
    when: (answers) => !withZookeeper(answers),
    usual: (answers) => usualServers(answers, 101),
    shape: (text) => pairs(text, { what: 'controller', like: '101=box1' }),
    owns: /^clusters[.[][^.]*\.controllers(\.|$)/,
  },
  {
    key: 'brokers',
    ask: 'Brokers (ID=MACHINE …)',
    help: "Ids are whole numbers, and can't change later. Several brokers may run on one machine.",
    usual: ({ hosts }) => pairsText(pairsOf(hosts).map(([name], index) => [String(index + 1), name])),
    shape: (text) => pairs(text, { what: 'broker', like: '1=box1 2=box2' }),
    owns: /^clusters[.[][^.]*\.brokers$/,
  },
  {
    key: 'ports',
    ask: 'Ports of the brokers for inside clients (ID=PORT …)',
    help: 'INTERNAL listeners: for the LAN, or the machine itself, and between brokers.',
    usual: (answers) => byBroker(answers, internal),
    shape: onePerBroker('1=9091 2=9092'),
    owns: /^clusters[.[][^.]*\.brokers\..*\.port$/,
  },
  {
    key: 'listenerPorts',
    ask: 'Ports of the brokers that the gateway forwards to (ID=PORT …)',
    help: "EXTERNAL listeners, on the brokers' own machines. A listener advertises one name, so outside clients need a listener of their own.",
    when: isProxied,
    usual: (answers) => byBroker(answers, external),
    shape: onePerBroker('1=9191 2=9192'),
  },
  {
    key: 'publicPorts',
    ask: 'Ports on the gateway that forward to the brokers (ID=PORT …)',
    help: 'Outside clients connect to these ports. Each broker needs its own.',
    when: isProxied,
    usual: (answers) => byBroker(answers, mapped),
    shape: onePerBroker('1=19091 2=19092'),
    owns: /\.external\.externalPort$/,
  },
  {
    key: 'zookeeperPublicPorts',
    ask: 'Ports on the gateway that forward to ZooKeeper (ID=PORT …), or none',
    help: 'Only for outside clients that are older than Kafka 2.2.',
    when: (answers) => isProxied(answers) && withZookeeper(answers),
    usual: () => none,
    shape: (text, { zookeeper }) => {
      const keys = pairsOf(zookeeper).map(([id]) => id);
      return text === none
        ? { value: none }
        : pairs(text, { what: 'ZooKeeper server', like: '1=12181', keys });
    },
  },
  {
    key: 'clients',
    ask: 'Other machines that use the cluster (NAME=ADDRESS …), or none',
    help: 'They get client properties and a kafka command, and firewalls admit them. Machines with an address in the LAN are inside clients, all others are outside clients. If your own machine uses the cluster, name it here.',
    usual: () => none,
    shape: (text, answers) => {
      if (text === none) return { value: none };
      const read = pairs(text, {
        what: 'machine',
        like: 'laptop=192.168.7.50 rented=198.51.100.20',
        alone: true,
      });
      const own = [...pairsOf(answers.hosts), ...pairsOf(answers.gateway)].map(([name]) => name);
      const taken = pairsOf(text).find(([name]) => own.includes(name));
      if (!('value' in read) || taken === undefined) return read;
      const reason = `${taken[0]} was named before. Machines for Kafka get all that clients get, and a gateway can't be a client.`;
      return { reason, fix: 'Leave it out here.' };
    },
  },
  {
    key: 'clientAddresses',
    ask: 'Address of MACHINE',
    help: 'Its IPv4 address in the LAN, or on the internet.',
    items: ({ clients }) => withoutAddress(clients),
    offer: (_, find, name) => find.addressOf(name),
    owns: /^hosts[.[].*\.address$/,
  },
  {
    key: 'unmanaged',
    ask: 'Which of these must never be logged in to or changed, or none',
    help: 'The gateway, if you enter the port map yourself (most routers), and client machines that you may not change.',
    when: (answers) => inNetwork(answers) || pairsOf(answers.clients).length > 0,
    usual: ({ gateway }) => pairsOf(gateway)[0]?.[0] ?? none,
    shape: (text, { gateway, clients }) => {
      if (text === none) return { value: none };
      const keys = [...pairsOf(gateway), ...pairsOf(clients)].map(([name]) => name);
      const unknown = pairsOf(text).find(([name, value]) => value !== '' || !keys.includes(name));
      if (unknown === undefined) return { value: text };
      const reason = `${pairsText([unknown])} is neither the gateway nor a client machine.`;
      return { reason, fix: `There are: ${keys.join(', ') || none}.` };
    },
  },
];

export const topicQuestion: Question = {
  key: 'topics',
  ask: 'Topics (NAME=PARTITIONS …), or none',
  help: 'Brokers do not create topics automatically; `up` creates those that you name here. You can add more later.',
  usual: () => 'records=6',
  shape: (text) => (text === none ? { value: none } : pairs(text, { what: 'topic', like: 'records=6' })),
};
