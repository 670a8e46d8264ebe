// Proves which listeners of others stand in the way of ours, in these words; that hosts tell these facts stands in probe-machine.test.ts.
import { describe, expect, it } from 'vitest';
import { ports } from '../../probe/checks/ports.ts';
import { found } from '../support/checked.ts';
import { devValues, referenceValues, set, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

const service = (pid: number) => ({
  active: 'active',
  sub: 'running',
  since: '',
  pid,
  started: 'x',
  stores: '',
});

describe('a port', () => {
  const listener = (address: string, port: number, pid = 77, process = 'nginx') => ({
    address,
    port,
    process,
    pid,
  });
  const path = 'kafka-proxied:clusters.cluster1.brokers.1.port';

  it.each([
    ['the very address', '10.48.1.81', '10.48.1.81'],
    ['all addresses of IPv4', '0.0.0.0', '0.0.0.0'],
    ['all addresses', '*', 'all addresses'],
  ])('that somebody else holds on %s is named', (_, address, text) => {
    expect(found(ports, topology, 'engine1', { listeners: [listener(address, 9091)] })).toEqual([
      `port 9091 of ${text} is used by nginx (pid 77); ${path} wants 10.48.1.81:9091 for kafka-cluster1-1. Stop and disable that process, or choose another port`,
    ]);
  });

  it('is free on other addresses, and ours where our own unit holds it', () => {
    const elsewhere = ['127.0.0.1', '10.48.1.82', '::', '::1'].map((address) => listener(address, 9091));
    expect(found(ports, topology, 'engine1', { listeners: elsewhere })).toEqual([]);
    const listeners = [listener('10.48.1.81', 9091, 4711, 'java')];
    expect(
      found(ports, topology, 'engine1', { listeners, services: { 'kafka-cluster1-1': service(4711) } }),
    ).toEqual([]);
    expect(
      found(ports, topology, 'engine1', { listeners, services: { 'kafka-cluster1-1': service(0) } }),
    ).toHaveLength(1);
  });

  it('that another service of ours holds is told as such', () => {
    const listeners = [listener('10.48.1.81', 9091, 5, 'java')];
    const [text] = found(ports, topology, 'engine1', { listeners, services: { 'kafka-old-1': service(5) } });
    expect(text).toContain('is used by java (pid 5), which is kafka-old-1, a service of this stack');
    expect(text).toContain('Move one of them to a free port');
  });

  it('is looked for by every listener and ZooKeeper’s ports, each with its path', () => {
    const values = devValues();
    for (const id of ['2', '3'])
      set(values, ['clusters', 'cluster1', 'zookeeper', id], { host: `engine${id}`, port: 2181 });
    const ensemble = topologyOf(values);
    const wanted = [9091, 9191, 2181, 2888, 3888];
    const listeners = wanted.map((port) => listener('0.0.0.0', port, NaN, ''));
    const texts = found(ports, ensemble, 'engine1', { listeners });
    const paths = texts.map((text) => /kafka-proxied:\S+/.exec(text)?.[0]).sort();
    expect(paths).toEqual(
      [
        ...['brokers.1.external.port', 'brokers.1.port'],
        ...['zookeeper.1.electionPort', 'zookeeper.1.peerPort', 'zookeeper.1.port'],
      ].map((key) => `kafka-proxied:clusters.cluster1.${key}`),
    );
    expect(texts[0]).toContain('is used by a process without a known name;');
    // One node alone has nobody to elect or to follow.
    expect(found(ports, topology, 'engine1', { listeners }).join()).not.toMatch(/peerPort|electionPort/);
  });
});
