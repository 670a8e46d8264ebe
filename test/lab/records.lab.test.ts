// Does not prove: throughput, or anything about TLS. Starts from any lab that is up; brings the dev stack up first.
import { beforeAll, describe, expect, test } from 'vitest';
import { proveReach } from '../../tools/cli/prove.ts';
import { exactly, exchange, kafkajsAt, kcatOn, serversFor } from '../support/lab-clients.ts';
import { host, networkOf, runAt, workstation } from '../support/lab-places.ts';
import { cluster, devStack, type DevStack, topic, up } from '../support/lab-stack.ts';

const count = 1000;
const outside = 'kafkaclientmachine2';
const inside = 'engine2';

let dev: DevStack;
beforeAll(async () => {
  await up();
  dev = await devStack();
});

describe('records cross the gateway, each once and no others', () => {
  test('by Kafka’s own tools, in both directions', async () => {
    const { prepared, topology } = dev;
    const proofs = await proveReach({ prepared, topology, cluster, topic, outside, count });
    expect(proofs).toEqual([
      { from: outside, to: 'the workstation', ...exactly(count) },
      { from: 'the workstation', to: outside, ...exactly(count) },
    ]);
  });

  test('by kcat from Debian, in both directions', async () => {
    const there = await kcatOn(outside, serversFor(dev, outside));
    const here = await kcatOn(inside, serversFor(dev, inside));
    expect(await exchange(there, here, count)).toEqual(exactly(count));
    expect(await exchange(here, there, count)).toEqual(exactly(count));
  });

  test('by kafkajs from npm, in both directions', async () => {
    const there = kafkajsAt(networkOf(outside), serversFor(dev, outside));
    const here = kafkajsAt(workstation, serversFor(dev, 'workstation'));
    expect(await exchange(there, here, count)).toEqual(exactly(count));
    expect(await exchange(here, there, count)).toEqual(exactly(count));
  });
});

test('from outside, each public port is answered by its own broker', async () => {
  await kcatOn(outside, serversFor(dev, outside));
  const answers: Record<string, string> = {};
  for (const server of serversFor(dev, outside).split(',')) {
    const listing = (await runAt(host(outside), ['kcat', '-q', '-L', '-J', '-b', server])).join('');
    // `originating_broker` is whom the client had dialled, after the broker there told its id.
    const { originating_broker } = JSON.parse(listing) as {
      originating_broker: { id: number; name: string };
    };
    answers[server] = `${originating_broker.id} ${originating_broker.name}`;
  }
  expect(answers).toEqual({
    'my-public-domain:19091': '1 my-public-domain:19091/1',
    'my-public-domain:19092': '2 my-public-domain:19092/2',
    'my-public-domain:19093': '3 my-public-domain:19093/3',
  });
});
