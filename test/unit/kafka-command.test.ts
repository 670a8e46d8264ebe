// Proves which command line the `kafka` command makes; a stand-in for Java prints it, so not that Kafka takes it.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { ClusterAccess } from '../../templates/client/access.ts';
import { clusterFiles, commonFiles } from '../../templates/client/files.ts';
import { kafkaTool } from '../../templates/kafka-tools.ts';
import { projectRoot } from '../../tools/paths.ts';

// Many short processes each.
vi.setConfig({ testTimeout: 120_000 });

const version = '3.9.2';
const root = mkdtempSync(join(tmpdir(), 'kafka command '));
const libs = join(root, 'versions', version, 'libs');
const logging = join(root, 'log4j.properties');

function write(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

mkdirSync(libs, { recursive: true });
chmodSync(write(join(root, 'jdk', 'bin', 'java'), '#!/bin/sh\nprintf "%s\\0" "$0" "$@"\n'), 0o755);

function access(cluster: string, zookeeper = true): ClusterAccess {
  const bootstrap = [`${cluster}-a:9091`, `${cluster}-b:9092`];
  const sizes = { producer: {}, consumer: {} };
  const found: ClusterAccess = {
    cluster,
    version,
    bootstrap,
    zookeeperProtocol: 'PLAINTEXT',
    protocol: 'PLAINTEXT',
    ownCertificate: false,
    sizes,
  };
  return zookeeper ? { ...found, zookeeper: `${cluster}-z:2181/${cluster}` } : found;
}

/** Writes a client folder and returns its path. */
function client(name: string, ...accesses: ClusterAccess[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const common = accesses.length > 0 ? commonFiles(accesses) : {};
  for (const [file, text] of Object.entries(common)) write(join(folder, file), text);
  for (const each of accesses)
    for (const [file, text] of Object.entries(clusterFiles(each)))
      write(join(folder, each.cluster, file), text);
  return folder;
}

const one = client('one', access('cluster1'));
const two = client('two', access('cluster1'), access('cluster2', false));
const none = client('none');

function kafka(folder: string, args: readonly string[], variables: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [join(projectRoot, 'templates', 'scripts', 'kafka.sh'), ...args],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        KAFKA_PROXIED_CLIENT: folder,
        KAFKA_PROXIED_VERSIONS: join(root, 'versions'),
        KAFKA_PROXIED_LOG4J: logging,
        JAVA_HOME: join(root, 'jdk'),
        ...variables,
      },
    },
  );
  return { status, stdout, stderr, argv: stdout.split('\0').slice(0, -1) };
}

/** The arguments that the tool's class gets, the class first. */
function received(folder: string, args: readonly string[], variables: Record<string, string> = {}): string[] {
  const { argv, stderr } = kafka(folder, args, variables);
  expect(stderr).toBe('');
  return argv.slice(argv.indexOf('-cp') + 2);
}

const topics = kafkaTool(version, 'topics').mainClass;
const servers = (cluster: string) => `${cluster}-a:9091,${cluster}-b:9092`;
const properties = (folder: string, cluster: string, kind: string) =>
  join(folder, cluster, `${kind}.properties`);
const filled = ['--bootstrap-server', servers('cluster1')];
const withFile = [...filled, '--command-config', properties(one, 'cluster1', 'client')];
const ownFile = write(join(root, 'own.properties'), '# mine\n bootstrap.servers = elsewhere:1\n');
const fileWithoutServers = write(join(root, 'other.properties'), 'acks=1\n#bootstrap.servers=x\n');

afterAll(() => rmSync(root, { recursive: true }));

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
    ['another door', ['configs', '--zookeeper', 'z:1'], config],
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
