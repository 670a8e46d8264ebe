// Does not prove that journals hold what is asked of them: the lab's cases read real ones.
import { describe, expect, it } from 'vitest';
import { journalCommand, logs } from '../../cli/logs.ts';
import { UsageError } from '../../lib/program.ts';
import { findUnit, kafkaServices, type Placement } from '../../cli/units.ts';
import { given } from '../support/given.ts';

const topology: Placement = {
  hosts: ['engine1', 'client'].map((id) => ({
    id,
    address: '192.0.2.1',
    publicNameFrom: 'dns' as const,
    managed: true,
    probe: false,
    managePortMap: true,
    firewall: 'ports' as const,
    sourceAddresses: 'kept' as const,
    abandoned: false,
  })),
  clusters: [
    {
      id: 'cluster1',
      version: '3.9.2',
      zookeeper: [
        { id: 1, host: 'engine1', port: 2181, securePort: 2182, peerPort: 2888, electionPort: 3888 },
      ],
      controllers: [],
      brokers: [{ id: 1, host: 'engine1', port: 9091 }],
    },
  ],
};

describe('logs', () => {
  it('lists every unit', () => {
    expect(kafkaServices(topology).map(({ host, unit }) => `${host} ${unit}`)).toEqual([
      'engine1 zookeeper-cluster1-1',
      'engine1 kafka-cluster1-1',
    ]);
  });

  it('finds the tunnel of a client', () => {
    const tunnels = [
      { id: 't', cluster: 'c2', from: 'client', to: 'engine1', arrivesFrom: '192.0.2.7', forwards: [] },
    ];
    expect(findUnit({ ...topology, tunnels }, 'client', 'kafka-proxied-tunnel-c2').host.id).toBe('client');
    expect(() => findUnit({ ...topology, tunnels }, 'client', 'x')).toThrow(/SSH tunnel to c2 on engine1/);
  });

  it('finds a unit with and without its ending', () => {
    expect(findUnit(topology, 'engine1', 'kafka-cluster1-1').unit).toBe('kafka-cluster1-1');
    expect(findUnit(topology, 'engine1', 'kafka-cluster1-1.service').unit).toBe('kafka-cluster1-1');
  });

  it.each([
    ['engine9', 'kafka-cluster1-1', /no host "engine9"[^]*engine1 kafka-cluster1-1/],
    ['engine1', 'kafka', /engine1 has no unit "kafka"[^]*engine1 zookeeper-cluster1-1/],
    ['client', 'kafka-cluster1-1', /client has no unit[^]*Nothing runs there[^]*engine1 kafka-cluster1-1/],
  ])('refuses %s %s with what there is', (host, unit, message) => {
    expect(() => findUnit(topology, host, unit)).toThrow(message);
  });

  it('reads its arguments in any order', async () => {
    expect(await given(logs, ['--lines', '5', 'engine1', '-f', 'u'])).toEqual([
      { follow: true, lines: 5 },
      'engine1',
      'u',
    ]);
    expect(await given(logs, ['engine1', 'u'])).toMatchObject([{ lines: 100 }, 'engine1', 'u']);
  });

  it.each([
    [['engine1']],
    [['a', 'b', 'c']],
    [['a', 'b', '--lines', '0']],
    [['a', 'b', '--lines=x']],
    [['a', 'b', '--x']],
  ])('refuses %j', async (args) => {
    await expect(given(logs, args)).rejects.toThrow(UsageError);
  });

  it('asks journalctl for just that unit', () => {
    expect(journalCommand({ unit: 'kafka-cluster1-1', follow: true, lines: 5 })).toBe(
      'sudo -n journalctl --unit=kafka-cluster1-1.service --lines=5 --no-pager --output=short-iso --follow',
    );
  });
});
