// The cluster that every contestant brings up, on the hosts of lab.yaml: one ZooKeeper and three brokers in plain text behind a
// gateway, one topic, firewalls that admit the LAN and one client outside.
export interface Engine {
  /** Of its broker. */
  id: number;
  name: string;
  address: string;
  /** For clients inside. */
  port: number;
  /** For clients outside, here and on the gateway. */
  externalPort: number;
  publicPort: number;
}

export const engines: readonly Engine[] = [1, 2, 3].map((id) => ({
  id,
  name: `engine${id}`,
  address: `10.48.1.8${id}`,
  port: 9090 + id,
  externalPort: 9190 + id,
  publicPort: 19_090 + id,
}));

export const zookeeperPort = 2181;
export const lan = '10.48.1.0/24';
export const gateway = { name: 'gateway', address: '10.48.1.1', publicAddress: '203.0.113.98' };
export const publicName = 'my-public-domain';
export const outsideClient = { name: 'kafkaclientmachine2', address: '198.51.100.141' };
export const kafkaVersion = '3.9.2';
export const topic = { name: 'records', partitions: 6, replicationFactor: 3 };

/** The property that a change is about, with its value before it and after it. */
export const changed = { property: 'log.retention.hours', before: 168, after: 167 };

/** What clients begin with. */
export const servers = {
  inside: engines.map(({ name, port }) => `${name}:${port}`),
  outside: engines.map(({ publicPort }) => `${publicName}:${publicPort}`),
};
