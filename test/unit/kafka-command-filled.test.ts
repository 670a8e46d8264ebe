// Proves what the `kafka` command fills in, and what it leaves alone; a stand-in for Java prints it, so not that Kafka takes it.
import { kafkaTool } from '../../templates/kafka-tools.ts';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  fileWithoutServers,
  filled,
  one,
  ownFile,
  properties,
  received,
  removeKafkaCommand,
  servers,
  version,
  withFile,
} from '../support/kafka-command.ts';

// Many short processes each.
vi.setConfig({ testTimeout: 120_000 });

afterAll(removeKafkaCommand);

describe('what is filled in', () => {
  const producerFile = ['--producer.config', properties(one, 'cluster1', 'producer')];
  const perfServers = `bootstrap.servers=${servers('cluster1')}`;
  const cases: [string, string[], string[]][] = [
    ['an administrator’s tool', ['topics', '--list'], [...withFile, '--list']],
    ['a producer', ['console-producer'], [...filled, ...producerFile]],
    [
      'a consumer',
      ['console-consumer'],
      [...filled, '--consumer.config', properties(one, 'cluster1', 'consumer')],
    ],
    [
      'an option of another name',
      ['leader-election'],
      [...filled, '--admin.config', properties(one, 'cluster1', 'client')],
    ],
    ['a subcommand, before', ['transactions', 'list'], [...withFile, 'list']],
    [
      'a subcommand, behind',
      ['cluster', 'cluster-id'],
      ['cluster-id', ...filled, '--config', properties(one, 'cluster1', 'client')],
    ],
    ['words of an option', ['producer-perf-test'], ['--producer-props', perfServers, ...producerFile]],
    [
      'the user’s words of that option, too',
      ['producer-perf-test', '--producer-props', 'acks=1', '--topic', 't'],
      [...producerFile, '--producer-props', perfServers, 'acks=1', '--topic', 't'],
    ],
    ['an argument without option', ['e2e-latency', 't', '1'], [servers('cluster1'), 't', '1']],
    [
      'ZooKeeper’s address',
      ['zookeeper-shell', 'ls', '/'],
      ['-server', 'cluster1-z:2181/cluster1', 'ls', '/'],
    ],
    ['nothing, for a tool that reads files', ['dump-log', '--files', 'f'], ['--files', 'f']],
    ['nothing, for the tool’s own help', ['topics', '--help'], ['--help']],
  ];
  it.each(cases)('%s', (_, args, expected) => {
    const [tool = ''] = args;
    expect(received(one, args)).toEqual([kafkaTool(version, tool).mainClass, ...expected]);
  });
});

describe('what the user gives is left alone', () => {
  const config = ['--command-config', properties(one, 'cluster1', 'client')];
  const cases: [string, string[], string[]][] = [
    ['--bootstrap-server', ['topics', '--bootstrap-server', 'x:1'], config],
    ['--bootstrap-server=', ['topics', '--bootstrap-server=x:1'], config],
    ['--command-config', ['topics', '--command-config', 'f'], filled],
    ['--command-config=', ['topics', '--command-config=f'], filled],
    ['both', ['topics', '--command-config=f', '--bootstrap-server', 'x:1'], []],
    ['an older option', ['get-offsets', '--broker-list', 'x:1'], config],
    ['another port', ['configs', '--zookeeper', 'z:1'], config],
    ['an address', ['e2e-latency', 'x:1,y:2', 't'], []],
    ['-server', ['zookeeper-shell', '-server', 'z:1', 'ls'], []],
    [
      'a file that says where, of a tool that believes it',
      ['producer-perf-test', '--producer.config', ownFile],
      [],
    ],
    [
      'a word that says where',
      ['producer-perf-test', '--producer-props', 'bootstrap.servers=x:1', '--producer.config=f'],
      [],
    ],
    [
      'servers of a tool that would believe our file instead',
      ['verifiable-producer', '--bootstrap-server', 'x:1'],
      [],
    ],
  ];
  it.each(cases)('%s', (_, [tool = '', ...args], before) => {
    expect(received(one, [tool, ...args])).toEqual([kafkaTool(version, tool).mainClass, ...before, ...args]);
  });

  it('short options of a tool that has subcommands', () => {
    const { mainClass } = kafkaTool(version, 'cluster');
    const file = ['--config', properties(one, 'cluster1', 'client')];
    for (const [given, behind] of [
      [['-b', 'x:1'], file],
      [['-c', 'f'], filled],
      [['-b', 'x:1', '-c', 'f'], []],
    ] as const)
      expect(received(one, ['cluster', 'cluster-id', ...given])).toEqual([
        mainClass,
        'cluster-id',
        ...given,
        ...behind,
      ]);
  });

  it('an address becomes the ZooKeeper shell’s server, as in Kafka’s script', () => {
    const { mainClass } = kafkaTool(version, 'zookeeper-shell');
    expect(received(one, ['zookeeper-shell', 'z:1/root', 'ls'])).toEqual([
      mainClass,
      '-server',
      'z:1/root',
      'ls',
    ]);
  });

  it('a file that doesn’t say where still needs servers', () => {
    const { mainClass } = kafkaTool(version, 'producer-perf-test');
    const args = ['--producer.config', fileWithoutServers];
    expect(received(one, ['producer-perf-test', ...args])).toEqual([
      mainClass,
      '--producer-props',
      `bootstrap.servers=${servers('cluster1')}`,
      ...args,
    ]);
  });
});
