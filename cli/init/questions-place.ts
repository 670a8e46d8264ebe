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
    help: 'The file will be Pulumi.NAME.yaml. All commands select it by --stack NAME.',
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
    help: 'All machines that will run brokers and ZooKeeper servers, by the names that their network uses: box1=192.168.7.11 box2=192.168.7.12. Without an address, the name is looked up.',
    assumed: 'MACHINE=192.0.2.1',
    shape: (text) =>
      pairs(text, { what: 'machine', like: 'box1=192.168.7.11 box2=192.168.7.12', alone: true }),
    owns: /^(hosts|clusters|ssh)$/,
  },
  {
    key: 'addresses',
    ask: 'Address of MACHINE',
    help: 'IPv4 address to which clients and other brokers connect.',
    items: ({ hosts }) => withoutAddress(hosts),
    offer: (_, find, name) => find.addressOf(name),
    owns: /^hosts[.[].*\.address$/,
  },
  {
    key: 'network',
    ask: 'Address ranges of the LAN of these machines, or none',
    help: 'Machines in these ranges reach each other directly, such as 192.168.7.0/24. `none`: rented machines, each with its own address on the internet, or only this machine.',
    assumed: '192.0.2.0/24',
    shape: (text) => (listOf(text).length > 0 || text === none ? { value: text } : oneOf(none)(text)),
    offer: async (answers) => {
      const [first] = serverAddresses(answers);
      return usualRange(first?.[1]) ?? none;
    },
  },
  {
    key: 'proxied',
    ask: 'Do clients outside of the LAN use the brokers, through a gateway (yes or no)',
    help: 'yes: each broker gets a second listener for outside clients, and a port map on the gateway forwards to it. no: only clients in the LAN can connect.',
    when: inNetwork,
    usual: () => 'yes',
    shape: oneOf('yes', 'no'),
  },
  {
    key: 'gateway',
    ask: 'The gateway (NAME=ADDRESS)',
    help: 'The router between the LAN and other networks, with its address in the LAN: router=192.168.7.1. A port map on it forwards connections from outside to the brokers.',
    when: isProxied,
    shape: (text, { hosts }) => {
      const read = pairs(text, { what: 'gateway', like: 'router=192.168.7.1' });
      if (!('value' in read)) return read;
      const [[name] = [''], ...more] = pairsOf(text);
      const taken = pairsOf(hosts).some(([host]) => host === name);
      if (more.length === 0 && !taken) return read;
      const reason = taken ? `${name} is one of the machines for Kafka.` : 'More than one gateway is given.';
      return { reason, fix: 'Name the one machine that forwards between the LAN and other networks.' };
    },
    offer: async ({ network }, find) => {
      const address = await find.defaultGateway();
      return address !== undefined && liesIn(address, listOf(network)) ? `gateway=${address}` : undefined;
    },
  },
  {
    key: 'publicName',
    ask: 'Public name of the gateway, for outside clients',
    help: 'Brokers advertise it to outside clients, and certificates contain it.',
    when: isProxied,
    owns: /^hosts[.[].*\.publicName$/,
  },
  {
    key: 'publicNameFrom',
    ask: 'How do outside clients resolve it (dns or hosts)',
    help: 'dns: it is in DNS and is only checked. hosts: it is written to /etc/hosts of the client machines below.',
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
