// Does not prove: throughput, or what TLS listeners refuse. Starts from any lab that is up; brings the dev stack up first.
import { beforeAll, describe, expect, test } from 'vitest';
import { type ProofClient, remoteClient, workstationClient } from '../../cli/start/proof-client.ts';
import { proveExchange } from '../../cli/start/prove.ts';
import { exactly, exchange, kafkajsAt, kcatOn, keysFrom, serversFor } from '../support/lab-clients.ts';
import { networkOf, onHost, workstation } from '../support/lab-places.ts';
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
    const [here, there] = [workstationClient(prepared), remoteClient(prepared, topology, outside)];
    const prove = (from: ProofClient, at: ProofClient) =>
      proveExchange(prepared, { from, cluster, topic, count, readers: [{ at, cluster }] });
    expect((await Promise.all([prove(there, here), prove(here, there)])).flat()).toEqual([
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
    const there = kafkajsAt(networkOf(outside), serversFor(dev, outside), await keysFrom(outside));
    const here = kafkajsAt(workstation, serversFor(dev, 'workstation'));
    expect(await exchange(there, here, count)).toEqual(exactly(count));
    expect(await exchange(here, there, count)).toEqual(exactly(count));
  });
});

test('from outside, each public port is answered by its own broker', async () => {
  // A broker's properties are told by that broker alone; any other refuses the question.
  const ask = (id: number, server: string) =>
    `kafka configs --cluster ${cluster} --bootstrap-server ${server} --entity-type brokers --entity-name ${id} --describe --all`;
  const answers: Record<string, string> = {};
  for (const [index, server] of serversFor(dev, outside).split(',').entries()) {
    const told = await onHost(
      outside,
      `${ask(index + 1, server)} | grep -oE '^ +(broker.id|advertised.listeners)=[^ ]+'`,
    );
    answers[server] = told
      .split('\n')
      .map((line) => line.trim())
      .sort()
      .join(' ');
  }
  expect(answers).toEqual(
    Object.fromEntries(
      [1, 2, 3].map((id) => [
        `my-public-domain:1909${id}`,
        `advertised.listeners=INTERNAL://engine${id}:909${id},EXTERNAL://my-public-domain:1909${id} broker.id=${id}`,
      ]),
    ),
  );
});
