// Does not prove: what a monitoring program makes of the values. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering } from '../../support/lab-endpoints.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { networkOf, onHost, workstation } from '../../support/lab-places.ts';
import { cluster, stackFile, up } from '../../support/lab-stack.ts';

const ports = { broker: 9981, zookeeper: 9982 };

const measured = editedConfig(stackFile, (config) => {
  const own = config['kafka-proxied:clusters'][cluster] as unknown as Record<
    'brokers' | 'zookeeper',
    Record<string, { jmxPort?: number }>
  >;
  Object.assign(own.brokers['1'] ?? {}, { jmxPort: ports.broker });
  Object.assign(own.zookeeper['1'] ?? {}, { jmxPort: ports.zookeeper });
});

beforeAll(async () => {
  await up();
  await up(measured);
});
afterAll(async () => {
  await up();
});

/** One value, by Kafka's own tool. */
function read(port: number, object: string): Promise<string> {
  const url = `service:jmx:rmi:///jndi/rmi://127.0.0.1:${port}/jmxrmi`;
  return onHost('engine1', `kafka jmx --jmx-url ${url} --object-name '${object}' --one-time true 2>&1`);
}

test('the host itself reads what the broker and ZooKeeper measure', async () => {
  const broker = await read(ports.broker, 'kafka.server:type=KafkaServer,name=BrokerState');
  // 3: running (Kafka 3.9, `BrokerState`).
  expect(broker).toMatch(/BrokerState:Value"?[\s\S]*,3$/);
  const zookeeper = await read(ports.zookeeper, 'org.apache.ZooKeeperService:name0=*');
  expect(zookeeper).toMatch(/:ClientPort"[\s\S]*,2181,/);
});

test('nobody else gets an answer, also by the addresses of the host', async () => {
  const endpoints = Object.values(ports).flatMap((port) =>
    ['10.48.1.81', 'fd10:48:1::81', '203.0.113.98'].map((address) => `${address} ${port}`),
  );
  for (const place of [workstation, networkOf('engine1'), networkOf('engine2'), networkOf('gateway')])
    expect(await answering(place, endpoints)).toEqual([]);
});
