// Proves which command line the `kafka` command makes; a stand-in for Java prints it, so not that Kafka takes it.
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  kafka,
  libs,
  logging,
  none,
  one,
  properties,
  received,
  removeKafkaCommand,
  root,
  servers,
  topics,
  two,
  version,
  write,
} from '../support/kafka-command.ts';

// Many short processes each.
vi.setConfig({ testTimeout: 120_000 });

afterAll(removeKafkaCommand);

describe('which cluster', () => {
  const of = (cluster: string) => [
    topics,
    '--bootstrap-server',
    servers(cluster),
    '--command-config',
    properties(two, cluster, 'client'),
    '--list',
  ];
  it.each([
    ['by its name', ['topics', '--cluster', 'cluster2', '--list'], {}],
    ['by its name, behind', ['topics', '--list', '--cluster', 'cluster2'], {}],
    ['by its name, first', ['--cluster', 'cluster2', 'topics', '--list'], {}],
    ['by its name after =', ['topics', '--list', '--cluster=cluster2'], {}],
    ['by KAFKA_CLUSTER', ['topics', '--list'], { KAFKA_CLUSTER: 'cluster2' }],
    [
      'by its name, over KAFKA_CLUSTER',
      ['topics', '--cluster', 'cluster2', '--list'],
      { KAFKA_CLUSTER: 'cluster1' },
    ],
  ])('%s', (_, args, variables) => {
    expect(received(two, args, variables)).toEqual(of('cluster2'));
  });

  it('leaves the option of acls that has no value', () => {
    const args = ['acls', '--cluster', 'cluster2', '--add', '--cluster', '--allow-principal', 'User:a'];
    expect(received(two, args).slice(-4)).toEqual(['--add', '--cluster', '--allow-principal', 'User:a']);
    expect(received(one, ['acls', '--list', '--cluster']).slice(-2)).toEqual(['--list', '--cluster']);
  });

  it('doesn’t matter to a tool that needs none', () => {
    expect(received(two, ['run-class', 'my.Class', '-x'])).toEqual(['my.Class', '-x']);
    expect(received(two, ['topics', '--help'])).toEqual([topics, '--help']);
  });
});

describe('refusals', () => {
  const cases: [string, string, string[], string[]][] = [
    [
      'an unknown tool',
      one,
      ['topcs'],
      ["no tool 'topcs'. Did you mean topics?", 'console-producer, ', 'run-class'],
    ],
    ['Kafka’s own name of a tool', one, ['kafka-configs.sh'], ['Did you mean configs?']],
    [
      'an unknown cluster',
      two,
      ['topics', '--cluster', 'cluter2'],
      ['Known here: cluster1, cluster2. Did you mean cluster2?'],
    ],
    ['a path as cluster', two, ['topics', '--cluster', '../one/cluster1'], ["no cluster '../one/cluster1'"]],
    ['several clusters', two, ['topics', '--list'], ['cluster1, cluster2', '--cluster NAME']],
    ['no cluster at all', none, ['topics', '--list'], ['no cluster is known']],
    [
      'ZooKeeper where there is no way',
      two,
      ['zookeeper-shell', '--cluster', 'cluster2'],
      ['ZooKeeper of cluster2'],
    ],
    ['run-class without a class', one, ['run-class'], ['name of a Java class']],
  ];
  it.each(cases)('%s', (_, folder, args, texts) => {
    const { status, stdout, stderr } = kafka(folder, args);
    expect([status, stdout]).toEqual([2, '']);
    for (const text of texts) expect(stderr).toContain(text);
  });

  it.each([
    ['Kafka', { KAFKA_PROXIED_VERSIONS: join(root, 'nowhere') }, 'not installed here'],
    ['Java', { JAVA_HOME: join(root, 'nowhere') }, "no '" + join(root, 'nowhere')],
  ])('%s that is missing', (_, variables, text) => {
    const { status, stderr } = kafka(one, ['topics', '--list'], variables);
    expect(status).toBe(2);
    expect(stderr).toContain(text);
  });

  it('guesses nothing that is far off', () => {
    expect(kafka(one, ['restart-everything']).stderr).not.toContain('Did you mean');
  });
});

describe('Java', () => {
  it('gets the jars, quiet logging, a bounded heap and the user’s options', () => {
    const { argv } = kafka(one, ['topics'], { KAFKA_OPTS: '-Da=b  -Dc=*' });
    expect(argv.slice(0, argv.indexOf(topics))).toEqual([
      join(root, 'jdk', 'bin', 'java'),
      '-Xmx512m',
      `-Dlog4j.configuration=file:${logging}`,
      `-Dlog4j2.configurationFile=file:${logging.replace('log4j.', 'log4j2.')}`,
      '-Da=b',
      '-Dc=*',
      '-cp',
      `${libs}/*`,
    ]);
    expect(kafka(one, ['topics'], { KAFKA_HEAP_OPTS: '-Xms1g -Xmx2g' }).argv.slice(1, 3)).toEqual([
      '-Xms1g',
      '-Xmx2g',
    ]);
  });

  it('decides the exit code', () => {
    const jdk = join(root, 'failing');
    chmodSync(write(join(jdk, 'bin', 'java'), '#!/bin/sh\nexit 37\n'), 0o755);
    expect(kafka(one, ['topics'], { JAVA_HOME: jdk }).status).toBe(37);
  });
});

/** Anything that a process can be given and that isn't an option of the command itself. */
const argument = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '$(touch x)',
      '`id`',
      "it's",
      '"',
      '\\',
      '\n',
      ' a  b ',
      '*',
      '~',
      '-',
      '',
      '${HOME}',
      '!!',
      '%s',
    ),
    fc.constantFrom(
      '--topic',
      '--config',
      '--bootstrap-server',
      '--command-config=x',
      '--help',
      '--cluster-id',
    ),
  )
  .filter((text) => !text.includes('\0') && !/^(--|--print|--cluster(=.*)?)$/s.test(text));

describe('arguments', () => {
  it('pass through literally', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 6 }), (args) => {
        const got = received(one, ['topics', '--cluster', 'cluster1', ...args]);
        expect(got.slice(got.length - args.length)).toEqual(args);
      }),
      { numRuns: 60 },
    );
  });

  it('are all the tool’s behind --', () => {
    const args = ['--', '--print', '--cluster', 'nowhere'];
    expect(received(one, ['topics', ...args]).slice(-4)).toEqual(args);
  });

  it('printed by --print make the same command line in a shell', () => {
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 4 }), (args) => {
        const line = kafka(one, ['topics', '--print', ...args]).stdout;
        const { stdout } = spawnSync('bash', ['-c', line], { encoding: 'utf8', cwd: root });
        expect(stdout).toBe(kafka(one, ['topics', ...args]).stdout);
      }),
      { numRuns: 25 },
    );
  });

  it('run nothing with --print, wherever it stands', () => {
    const jdk = join(root, 'nowhere');
    for (const args of [
      ['--print', 'topics'],
      ['topics', '--print'],
      ['topics', '--list', '--print'],
    ]) {
      const { status, stdout } = kafka(one, args, { JAVA_HOME: jdk });
      expect(status).toBe(0);
      expect(stdout).toContain(`${topics} --bootstrap-server ${servers('cluster1')} --command-config`);
    }
  });
});

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('is shown for %j', (args) => {
    const { status, stdout } = kafka(two, args);
    expect(status).toBe(0);
    for (const text of [
      'console-consumer',
      `cluster2: Kafka ${version} at ${servers('cluster2')}`,
      '--print',
    ])
      expect(stdout).toContain(text);
  });

  it('says where nothing is known', () => {
    expect(kafka(none, []).stdout).toContain('none yet');
  });
});
