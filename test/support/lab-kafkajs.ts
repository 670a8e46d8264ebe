// A client of the npm library kafkajs: `produce SERVERS TOPIC` takes records as lines, `consume SERVERS TOPIC` prints
// all from the beginning, `partitions SERVERS TOPIC PREFIX` tries to produce one record to each partition and prints
// which of them took it.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';

const [task, servers = '', topic = '', prefix = ''] = process.argv.slice(2);
// Folder with a client's ca.pem and keystore.pem; none: plain text.
const keys = process.env['CLIENT_KEYS'];
const pem = (name: string): string => readFileSync(join(keys ?? '', name), 'utf8');
const settings: KafkaConfig = {
  clientId: 'lab-test',
  brokers: servers.split(','),
  logLevel: logLevel.NOTHING,
  ...(keys && { ssl: { ca: [pem('ca.pem')], key: pem('keystore.pem'), cert: pem('keystore.pem') } }),
  // A broker that can't be reached is given up soon: each partition is tried by itself.
  connectionTimeout: 3000,
};
const patient = new Kafka({ ...settings, retry: { retries: 8 } });
const kafka =
  task === 'partitions' ? new Kafka({ ...settings, retry: { retries: 1, initialRetryTime: 100 } }) : patient;

async function produce(): Promise<void> {
  const messages: { value: string }[] = [];
  for await (const value of createInterface({ input: process.stdin })) messages.push({ value });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
}

async function consume(): Promise<void> {
  const consumer = kafka.consumer({ groupId: `lab-test-${randomBytes(6).toString('hex')}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => void process.stdout.write(`${message.value?.toString() ?? ''}\n`),
  });
}

async function partitions(): Promise<void> {
  // It begins at any of the servers, of which one may be out of reach.
  const admin = patient.admin();
  await admin.connect();
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.disconnect();
  const known = (topics[0]?.partitions ?? []).map(({ partitionId }) => partitionId);
  for (const partition of known.sort((a, b) => a - b)) {
    const producer = kafka.producer();
    try {
      await producer.connect();
      await producer.send({ topic, acks: -1, messages: [{ partition, value: `${prefix}${partition}` }] });
      process.stdout.write(`took ${partition}\n`);
    } catch (error) {
      process.stdout.write(
        `failed ${partition}: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    } finally {
      await producer.disconnect();
    }
  }
}

const tasks: Record<string, () => Promise<void>> = { produce, consume, partitions };
await tasks[task ?? '']?.();
