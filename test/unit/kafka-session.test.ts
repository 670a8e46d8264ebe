// Does not prove: answers of real brokers.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { KafkaSession } from '../../doctor/gather/kafka.ts';
import { fakeCluster, serveBroker } from '../support/fake-broker.ts';
import { startServer } from '../support/fake-servers.ts';

const warnings: string[] = [];
const note = ({ name }: Error): void => void warnings.push(name);
afterEach(() => void process.removeListener('warning', note));

it('is held without a warning of Node.js on the terminal', async () => {
  process.on('warning', note);
  const cluster = fakeCluster([{ id: 1, host: 'here', port: 9092 }]);
  const server = await startServer(serveBroker(1, cluster));
  try {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    const session = await KafkaSession.over(socket, 5_000);
    await session.metadata();
    await session.metadata();
    // Node.js tells of them at the next turn of its loop.
    await sleep(10);
    session.close();
  } finally {
    await server.close();
  }
  expect(warnings).toEqual([]);
});
