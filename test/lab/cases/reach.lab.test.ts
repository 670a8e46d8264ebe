// Does not prove: what answers over UDP, or on ports that nobody planned. Starts from any lab that is up; leaves the dev stack up.
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { netnsPath } from '../../../lab/names.ts';
import { answering, outsideAll } from '../../support/lab-endpoints.ts';
import { networkOf, type Place, workstation } from '../../support/lab-places.ts';
import { up } from '../../support/lab-stack.ts';

const engines = ['10.48.1.81', '10.48.1.82', '10.48.1.83'];
const gateway = { lan: '10.48.1.1', public: '203.0.113.98' };
const clients = ['198.51.100.211', '198.51.100.141'];
const clients6 = ['2001:db8:198::211', '2001:db8:198::141'];
/** Where cluster 2 answers: on its own machine, and at the end of a tunnel. */
const loopback = '127.0.2.1';
const addresses = [
  loopback,
  ...[...engines, gateway.lan, gateway.public, ...clients, ...clients6],
  ...['fd10:48:1::81', 'fd10:48:1::82', 'fd10:48:1::83', 'fd10:48:1::1', '2001:db8:113::98'],
];
const ports = [22, 2181, 9091, 9092, 9093, 9191, 9192, 9193, 12181, 19091, 19092, 19093];
const endpoints = addresses.flatMap((address) => ports.map((port) => `${address} ${port}`));

const sshd = (list: readonly string[]): string[] => list.map((address) => `${address} 22`);

/** What every member of the LAN reaches. Both machines outside let everybody log in. */
const lan = [
  ...sshd([...engines, gateway.lan, gateway.public, ...clients, ...clients6]),
  ...['10.48.1.81 2181', '10.48.1.81 9091', '10.48.1.82 9092', '10.48.1.83 9093'],
];
const mapped = [12181, 19091, 19092, 19093].map((port) => `${gateway.public} ${port}`);
const logins = sshd([...clients, ...clients6]);

/** No rule stands between a machine and itself. */
const itself = (n: number): string[] => [`10.48.1.8${n} 919${n}`, `fd10:48:1::8${n} 22`, `${loopback} 22`];
const cluster2 = [22, 2181, 9091, 9092].map((port) => `${loopback} ${port}`);

const route = ['route', '10.48.1.0/24', 'via', gateway.public] as const;
const inInternet = (verb: string) =>
  execa('nsenter', [`--net=${netnsPath('internet')}`, 'ip', 'route', verb, ...route.slice(1)], {
    reject: false,
  });

beforeAll(async () => {
  await up();
});

describe('of every Kafka, ZooKeeper and SSH port of every host, over IPv4 and IPv6', () => {
  test.each<[string, Place, string[]]>([
    ['the workstation', workstation, lan],
    ['engine1', networkOf('engine1'), [...lan, ...itself(1)]],
    ['engine2', networkOf('engine2'), [...lan, ...itself(2)]],
    ['engine3', networkOf('engine3'), [...lan, ...itself(3)]],
    ['kafkaclientmachine1', networkOf('kafkaclientmachine1'), [...logins, ...mapped, ...cluster2]],
    ['kafkaclientmachine2', networkOf('kafkaclientmachine2'), [...logins, ...mapped, ...cluster2]],
    [
      'the gateway',
      networkOf('gateway'),
      [...logins, ...sshd([gateway.lan, gateway.public, 'fd10:48:1::1', '2001:db8:113::98', loopback])],
    ],
  ])('%s reaches what the plan names, and nothing else', async (_, place, expected) => {
    expect(await answering(place, endpoints)).toEqual([...expected].sort());
  });
});

describe('a stranger outside', () => {
  afterAll(() => inInternet('del'));

  test('reaches the logins of the machines on the internet, and nothing else', async () => {
    expect(await answering(outsideAll, endpoints)).toEqual([...logins].sort());
  });

  test('gets no further by routing the LAN through the gateway', async () => {
    await inInternet('add');
    expect(await answering(outsideAll, endpoints)).toEqual([...logins].sort());
  });
});
