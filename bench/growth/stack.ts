// A stack of any size: one cluster in a LAN behind a gateway, a broker on each host, TLS for clients outside.
import { stackFileText } from '../stack-file.ts';

export interface Place {
  hostKey: string;
  privateKeyFile: string;
}

/** Addresses of the LAN: 10.77.0.1 is the gateway, then the hosts of the brokers. */
export const lan = '10.77.0.0/16';
const perBlock = 250;
const addressOf = (number: number): string =>
  `10.77.${1 + Math.floor(number / perBlock)}.${1 + (number % perBlock)}`;
export const gatewayAddress = '10.77.0.1';

export interface StackOfSize {
  /** The stack file. */
  text: string;
  /** All addresses that somebody must answer on. */
  addresses: string[];
  /** The host with the ZooKeeper. */
  coordinator: string;
}

/** @param brokers how many there are, on as many hosts */
export function stackOf(brokers: number, place: Place): StackOfSize {
  return {
    text: stackFile(brokers, place),
    addresses: [gatewayAddress, ...numbersTo(brokers).map(addressOf)],
    coordinator: addressOf(1),
  };
}

/** A stack file with another value of one property of all brokers; Pulumi has written it anew meanwhile. */
export const withChange = (text: string): string =>
  text.replace('log.retention.hours: 168', 'log.retention.hours: 167');

const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

function stackFile(brokers: number, { hostKey, privateKeyFile }: Place): string {
  const numbers = numbersTo(brokers);
  const hosts = Object.fromEntries(
    numbers.map((number) => [`host${number}`, { network: 'lan', address: addressOf(number), hostKey }]),
  );
  const config = {
    ssh: { user: 'operator', privateKeyFile },
    networks: { lan: { cidrs: [lan], gateway: 'gateway' } },
    hosts: {
      ...hosts,
      gateway: {
        ...{ network: 'lan', address: gatewayAddress, hostKey },
        ...{ publicAddress: '203.0.113.98', publicName: 'kafka.example', publicNameFrom: 'hosts' },
      },
    },
    firewall: 'off',
    clusters: {
      cluster1: {
        version: '3.9.2',
        zookeeper: { 1: { host: 'host1' } },
        brokers: Object.fromEntries(
          numbers.map((number) => [
            number,
            { host: `host${number}`, port: 9092, external: { port: 9192, externalPort: 20_000 + number } },
          ]),
        ),
        settings: { 'log.retention.hours': 168 },
        topics: { records: { partitions: 6, replicationFactor: Math.min(3, brokers) } },
      },
    },
  };
  return stackFileText(config);
}
