// Proves what the `kafka` command fills in for older versions; a stand-in for Java prints it, so not that Kafka takes it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import {
  access,
  client,
  properties,
  received,
  removeKafkaCommand,
  servers,
} from '../support/kafka-command.ts';
import { kafkaTool } from '../../templates/kafka-tools.ts';

// Many short processes each.
vi.setConfig({ testTimeout: 120_000 });

afterAll(removeKafkaCommand);

function at(version: string): string {
  const folder = client(`of ${version}`, { ...access('c'), version });
  mkdirSync(join(folder, 'versions', version, 'libs'), { recursive: true });
  return folder;
}
const folders: Record<string, string> = {
  '0.10.1.1': at('0.10.1.1'),
  '1.1.1': at('1.1.1'),
  '2.8.2': at('2.8.2'),
};

const zookeeper = ['--zookeeper', 'c-z:2181/c'];
const list = ['--broker-list', servers('c')];
const boot = ['--bootstrap-server', servers('c')];

it.each([
  ['0.10.1.1', ['topics', '--list'], zookeeper, undefined],
  ['0.10.1.1', ['topics', '--zookeeper', 'z:1', '--list'], [], undefined],
  ['0.10.1.1', ['consumer-groups', '--list'], [...boot, '--new-consumer'], '--command-config'],
  ['0.10.1.1', ['consumer-groups', '--zookeeper', 'z:1', '--list'], [], '--command-config'],
  [
    '0.10.1.1',
    ['console-producer', '--topic', 't'],
    [...list, '--request-required-acks=all'],
    '--producer.config',
  ],
  [
    '1.1.1',
    ['console-producer', '--topic', 't'],
    [...list, '--request-required-acks=all'],
    '--producer.config',
  ],
  ['1.1.1', ['console-producer', '--request-required-acks', '1'], list, '--producer.config'],
  ['1.1.1', ['console-consumer', '--topic', 't'], boot, '--consumer.config'],
  ['1.1.1', ['configs', '--describe'], zookeeper, undefined],
  ['1.1.1', ['configs', '--bootstrap-server', 'x:1'], [], undefined],
  ['1.1.1', ['get-offsets', '--topic', 't'], list, undefined],
  ['1.1.1', ['zookeeper-shell', 'ls', '/'], ['-server', 'c-z:2181/c'], undefined],
  ['2.8.2', ['topics', '--list'], boot, '--command-config'],
  ['2.8.2', ['configs', '--describe'], boot, '--command-config'],
])('%s: %j', (version, [tool = '', ...args], before, option) => {
  const kinds: Record<string, string> = {
    '--command-config': 'client',
    '--producer.config': 'producer',
    '--consumer.config': 'consumer',
  };
  const folder = folders[version] ?? '';
  const kind = kinds[option ?? ''];
  const file = option && kind ? [option, properties(folder, 'c', kind)] : [];
  const variables = { KAFKA_PROXIED_VERSIONS: `${folder}/versions` };
  const { mainClass } = kafkaTool(version, tool);
  const printed = received(folder, [tool, ...args], variables);
  expect(printed).toEqual([mainClass, ...before, ...file, ...args]);
});
