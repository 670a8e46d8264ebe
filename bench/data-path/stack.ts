// The stack file: a cluster in the LAN, and one on the internet that its client reaches by a tunnel, each of one broker.
import { stackFileText } from '../stack-file.ts';
import type { Transport } from '../../config/listener-security.ts';
import { operator } from '../../lab/names.ts';
import { clusters, topic } from './paths.ts';

/** @param transport of all listeners */
export function stackFile(transport: Transport): string {
  const tls = { external: transport === 'tls', internal: transport === 'tls' };
  const common = { version: '3.9.2', tls, topics: { [topic]: { partitions: 3 } } };
  const config = {
    ssh: {
      user: operator.user,
      knownHostsFile: operator.knownHostsFile,
      privateKeyFile: operator.privateKeyFile,
    },
    networks: { lan: { cidrs: ['10.48.1.0/24'], gateway: 'gateway' } },
    hosts: {
      engine1: { network: 'lan', address: '10.48.1.81' },
      engine2: { network: 'lan', address: '10.48.1.82' },
      gateway: {
        ...{ network: 'lan', address: '10.48.1.1', publicAddress: '203.0.113.98' },
        ...{ publicName: 'my-public-domain', publicNameFrom: 'hosts' },
      },
      kafkaclientmachine1: { address: '198.51.100.211' },
      kafkaclientmachine2: { address: '198.51.100.141' },
    },
    clusters: {
      [clusters.lan]: {
        ...common,
        zookeeper: { 1: { host: 'engine1' } },
        brokers: { 1: { host: 'engine1', external: { port: 9191, externalPort: 19091 } } },
        clients: ['engine2', 'kafkaclientmachine2'],
      },
      [clusters.internet]: {
        ...common,
        tls: { internal: tls.internal },
        zookeeper: { 1: { host: 'kafkaclientmachine1' } },
        brokers: { 1: { host: 'kafkaclientmachine1' } },
        clients: ['kafkaclientmachine2'],
      },
    },
  };
  return stackFileText(config);
}
