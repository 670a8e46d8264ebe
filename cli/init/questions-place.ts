// Where the machines stand: their addresses, their network, its gateway.
import { quoted } from '../../config/problem.ts';
import { liesIn, serverAddresses } from './config.ts';
import type { Answers, Question } from './question.ts';
import { isNone, listOf, none, oneOf, pairs, pairsOf } from './words.ts';
import { alreadyThere } from './write.ts';

/** Pulumi's own rule for stack names, without the slashes of its cloud. */
const stackName = /^[A-Za-z0-9._-]{1,100}$/;

/** Names of machines that were given without an address. */
export function withoutAddress(text: string | undefined): string[] {
  return pairsOf(text).flatMap(([name, address]) => (address === '' ? [name] : []));
}

export function inNetwork({ network }: Answers): boolean {
  return !isNone(network);
}

export function isProxied(answers: Answers): boolean {
  return inNetwork(answers) && answers.proxied === 'yes';
}

/** The ranges that private addresses are usually divided into (RFC 1918, and habit). */
function usualRange(address: string | undefined): string | undefined {
  if (address === undefined || !liesIn(address, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']))
    return undefined;
  return address.replace(/\.\d+$/, '.0/24');
}

export const placeQuestions: readonly Question[] = [
  {
    key: 'stack',
    ask: 'Name of the stack',
    help: 'The file will be Pulumi.NAME.yaml, and --stack NAME of all commands means it.',
    shape: (text) =>
      stackName.test(text)
        ? { value: text }
        : {
            reason: `${quoted(text)} can't name a stack.`,
            fix: 'Use letters, digits, dots, dashes and underscores, at most 100 characters.',
          },
    settle: async (text, _, find) => {
      const file = find.fileOf(text);
      return file === undefined ? { value: text } : { reason: alreadyThere(file), fix: '' };
    },
    owns: /^(hosts|clusters|ssh)$/,
  },
  {
    key: 'hosts',
    ask: 'Machines for Kafka and ZooKeeper (NAME=ADDRESS …)',
    help: 'All machines that brokers and ZooKeeper servers will run on, by the name that their network knows them under: box1=192.168.7.11 box2=192.168.7.12. Without an address, the name is looked up.',
    assumed: 'MACHINE=192.0.2.1',
    shape: (text) =>
      pairs(text, { what: 'machine', like: 'box1=192.168.7.11 box2=192.168.7.12', alone: true }),
    owns: /^(hosts|clusters|ssh)$/,
  },
  {
    key: 'addresses',
    ask: 'Address of MACHINE',
    help: 'IPv4 address that clients and other brokers reach it by.',
    items: ({ hosts }) => withoutAddress(hosts),
    offer: (_, find, name) => find.addressOf(name),
    owns: /^hosts[.[].*\.address$/,
  },
  {
    key: 'network',
    ask: 'Address ranges of the LAN that they stand in, or none',
    help: 'Ranges whose machines reach each other directly, such as 192.168.7.0/24. `none`: these are rented machines, each with its own address on the internet, or it is this very machine.',
    assumed: '192.0.2.0/24',
    shape: (text) => (listOf(text).length > 0 || text === none ? { value: text } : oneOf(none)(text)),
    offer: async (answers) => {
      const [first] = serverAddresses(answers);
      return usualRange(first?.[1]) ?? none;
    },
  },
  {
    key: 'proxied',
    ask: 'Do clients outside of the LAN reach the brokers, through a gateway (yes or no)',
    help: 'yes: each broker gets a second listener for the outside, which a port map on the gateway leads to. no: only the LAN reaches them.',
    when: inNetwork,
    usual: () => 'yes',
    shape: oneOf('yes', 'no'),
  },
  {
    key: 'gateway',
    ask: 'The gateway (NAME=ADDRESS)',
    help: "The router between the LAN and the rest, with its address in the LAN: router=192.168.7.1. Its owner's port map leads from outside to the brokers.",
    when: isProxied,
    shape: (text, { hosts }) => {
      const read = pairs(text, { what: 'gateway', like: 'router=192.168.7.1' });
      if (!('value' in read)) return read;
      const [[name] = [''], ...more] = pairsOf(text);
      const taken = pairsOf(hosts).some(([host]) => host === name);
      if (more.length === 0 && !taken) return read;
      const reason = taken ? `${name} is one of the machines for Kafka.` : 'This is more than one gateway.';
      return { reason, fix: 'Name the one machine that forwards between the LAN and the rest.' };
    },
    offer: async ({ network }, find) => {
      const address = await find.defaultGateway();
      return address !== undefined && liesIn(address, listOf(network)) ? `gateway=${address}` : undefined;
    },
  },
  {
    key: 'publicName',
    ask: 'Public name: the one that outside clients know the gateway by',
    help: 'Brokers advertise it to outside clients, and it stands in certificates.',
    when: isProxied,
    owns: /^hosts[.[].*\.publicName$/,
  },
  {
    key: 'publicNameFrom',
    ask: 'Where do outside clients resolve it (dns or hosts)',
    help: 'dns: it is in DNS, and only checked. hosts: it is written to /etc/hosts of the client machines below.',
    when: isProxied,
    usual: () => 'dns',
    shape: oneOf('dns', 'hosts'),
  },
  {
    key: 'publicAddress',
    ask: 'Public address of the gateway',
    help: 'Its IPv4 address on the internet.',
    when: isProxied,
    offer: async ({ publicName = '' }, find) => find.addressOf(publicName),
    owns: /^hosts[.[].*\.publicAddress$/,
  },
];
