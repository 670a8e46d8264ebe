// A client of the cluster, run in its network: `CLIENT VALUE SERVER…` waits for a line of input, then until the cluster serves it,
// with all partitions of all topics in sync and VALUE as every broker's value of the property that changes; then it sends a
// record to each partition of the topic and reads it back.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { changed, engines, topic } from './cluster.ts';

const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

const deadlineMs = 120_000;
const pollMs = 100;
const [value, ...brokers] = process.argv.slice(2);
const kafka = new Kafka({
  ...{ clientId: 'bench', brokers, logLevel: logLevel.NOTHING },
  ...{ connectionTimeout: 1000, retry: { retries: 0 } },
});

/** @throws where it does not serve yet */
async function requireServing(): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    // All topics: that of the consumers' offsets is in sync as well, once there is one.
    const { topics } = await admin.fetchTopicMetadata();
    const own = topics.find(({ name }) => name === topic.name)?.partitions ?? [];
    const behind = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ isr, replicas }) => isr.length < replicas.length)
        .map((each) => `${name} ${each.partitionId}`),
    );
    if (own.length !== topic.partitions || behind.length > 0)
      throw new Error(`${own.length} partitions; not in sync: ${behind.join(', ')}`);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: engines.map(({ id }) => ({
        ...{ type: ConfigResourceTypes.BROKER, name: String(id) },
        configNames: [changed.property],
      })),
    });
    const values = resources.map(({ configEntries }) => configEntries[0]?.configValue);
    if (values.length !== engines.length || values.some((each) => each !== value))
      throw new Error(`${changed.property} is ${values.join(', ')}`);
  } finally {
    await admin.disconnect();
  }
}

async function proveRecords(): Promise<void> {
  const records = Array.from({ length: topic.partitions }, (_, partition) => ({
    partition,
    value: randomBytes(8).toString('hex'),
  }));
  const patient = new Kafka({ clientId: 'bench', brokers, logLevel: logLevel.NOTHING });
  const producer = patient.producer();
  await producer.connect();
  await producer.send({ topic: topic.name, acks: -1, messages: records });
  await producer.disconnect();
  const awaited = new Set(records.map((record) => record.value));
  const consumer = patient.consumer({ groupId: `bench-${randomBytes(8).toString('hex')}` });
  await consumer.connect();
  await consumer.subscribe({ topic: topic.name, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      eachMessage: async ({ message }) => {
        awaited.delete(message.value?.toString() ?? '');
        if (awaited.size === 0) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
}

/** Ends this process with an error, unless the work is done in time. */
async function within(text: () => string, work: () => Promise<void>): Promise<void> {
  const deadline = setTimeout(() => {
    process.stderr.write(`${text()} (${deadlineMs / 1000} s)\n`);
    process.exit(1);
  }, deadlineMs);
  await work();
  clearTimeout(deadline);
}

// Whoever started it says when the clock runs.
await once(process.stdin, 'data');
let last = '';
await within(
  () => `The cluster does not serve: ${last}`,
  async () => {
    for (;;) {
      try {
        return await requireServing();
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
        await sleep(pollMs);
      }
    }
  },
);
// And takes the time at this line.
process.stdout.write('serves\n');
await within(() => 'Records that were sent did not all come back', proveRecords);
process.stdout.write('records went in and out\n');
process.exit(0);
