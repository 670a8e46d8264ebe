// Proves what answers become and which are refused; not that hosts are as somebody answered.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfig } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { complete } from '../../cli/init/complete.ts';
import { type Flags, initCommand } from '../../cli/init/flags.ts';
import { checkAnswers } from '../../cli/init/judge.ts';
import { type Answers, flagOf } from '../../cli/init/question.ts';
import { questions } from '../../cli/init/questions.ts';
import { fingerprintOf } from '../../cli/init/questions-login.ts';
import { stackText } from '../../cli/init/stack-text.ts';
import { runCommand } from '../../lib/command-line/command.ts';
import {
  devValues,
  hostKey,
  knownHostsOf,
  knownHostsPath,
  notThere,
  topologyOf,
  unset,
} from '../support/config-fixture.ts';
import { completed, finderOf, office, settingOf, without } from './init-fixture.ts';

const key = hostKey();

const officeText = `# yaml-language-server: $schema=docs/stack-file.schema.json
# A stack of kafka-proxied: npm run preview -- --stack office

config:
  # How to log in to hosts. Host keys are always checked.
  kafka-proxied:ssh:
    user: admin
    port: 22
    privateKeyFile: ~/.ssh/id_ed25519
  # Hosts of a network reach each other directly. Its gateway forwards between them and other networks.
  kafka-proxied:networks:
    lan: {cidrs: [192.168.7.0/24], gateway: router}
  # By the names that their network uses. Hosts without a network are on the internet.
  kafka-proxied:hosts:
    box1:
      network: lan
      address: 192.168.7.11
      # ${fingerprintOf(key)}
      hostKey: ${key}
    box2:
      network: lan
      address: 192.168.7.12
      # ${fingerprintOf(key)}
      hostKey: ${key}
    box3:
      network: lan
      address: 192.168.7.13
      # ${fingerprintOf(key)}
      hostKey: ${key}
    router:
      network: lan
      address: 192.168.7.1
      publicAddress: 203.0.113.7
      # Outside clients connect to this name; brokers advertise it to them.
      publicName: kafka.example.org
      publicNameFrom: dns
      # Never logged in to or changed.
      managed: false
    rented:
      address: 198.51.100.20
      # ${fingerprintOf(key)}
      hostKey: ${key}
  # What runs where. All keys are in docs/configuration.md.
  kafka-proxied:clusters:
    office:
      version: 3.9.2
      zookeeper:
        '1': {host: box1, port: 2181}
        '2': {host: box2, port: 2181}
        '3': {host: box3, port: 2181}
      # port: INTERNAL, for the network and between brokers. external: EXTERNAL, and the port on the gateway that forwards to it.
      brokers:
        '1': {host: box1, port: 9091, external: {port: 9191, externalPort: 19091}}
        '2': {host: box2, port: 9092, external: {port: 9192, externalPort: 19092}}
        '3': {host: box3, port: 9093, external: {port: 9193, externalPort: 19093}}
      # To change internal, the whole cluster must be stopped. Change zookeeper from off to both, then to only. clientAuth: required,
      # requested or none. none: every client that the firewalls admit may read and write everything.
      tls:
        external: true
        internal: false
        zookeeper: off
        clientAuth: required
        # Subject of certificates. CN is the name of the node or client; by default there is nothing else.
        # subject: {O: Example, L: Bern, C: CH}
      # \`up\` creates and alters them. The number of partitions can grow, never shrink.
      topics:
        records: {partitions: 6}
      # Hosts that get client properties and a \`kafka\` command, in addition to the cluster's own hosts.
      clients: [rented]
      # Memory of each Java process; the page cache uses the rest. Remove "# " to set it.
      # heap: {broker: 1g, zookeeper: 512m}
      # Any broker property, with Kafka's name and unit. These are the defaults of Kafka 3.9.
      # settings:
      #   message.max.bytes: 1048588 # the largest message; fetch sizes of brokers and clients' properties follow it
      #   log.segment.bytes: 1073741824 # size of a partition's files; retention removes whole files
      #   log.retention.hours: 168 # how long records are kept; -1: without limit
      #   log.retention.bytes: -1 # size of a partition before its oldest segments are deleted; -1: no limit
`;

const reference: Answers = {
  stack: 'asked',
  hosts: 'engine1=10.48.1.81 engine2=10.48.1.82 engine3=10.48.1.83',
  network: '10.48.1.0/24',
  gateway: 'gateway=10.48.1.1',
  publicName: 'my-public-domain',
  publicNameFrom: 'hosts',
  publicAddress: '203.0.113.98',
  user: 'operator',
  loginKey: 'agent:.local/lab/ssh/agent.sock',
  cluster: 'cluster1',
  zookeeper: '1=engine1',
  zookeeperPublicPorts: '1=12181',
  clients: 'workstation=10.48.1.85 kafkaclientmachine1=198.51.100.211 kafkaclientmachine2=198.51.100.141',
  unmanaged: 'workstation',
  knownHosts: '.local/lab/ssh/known_hosts',
};

const checkText = (config: Record<string, unknown>) =>
  checkConfig(
    { values: config, secretKeys: [], secretNames: [] },
    { ...settingOf().context, stack: 'office' },
  );

describe('answers', () => {
  it('become this very file, which the check of the config takes', async () => {
    const { answers, missing, refused } = await completed(office);
    expect({ missing, refused }).toEqual({ missing: [], refused: [] });
    expect(stackText(answers)).toBe(officeText);
    expect(checkAnswers(answers, settingOf())).toMatchObject({ ok: true });
  });

  it('leave out keys that stand there as comments, and can be set by taking the mark away', async () => {
    const { answers } = await completed(office);
    const commented = / {2}# (?=heap:|settings:| {2}|subject:)/g;
    expect(stackText(answers).match(commented)).toHaveLength(7);
    const text = stackText(answers).replaceAll(commented, '  ');
    const { config } = parse(text) as { config: Record<string, unknown> };
    const [asIs, set] = [checkAnswers(answers, settingOf()), checkText(config)];
    if (!asIs.ok || !set.ok) throw new Error(JSON.stringify([asIs, set]));
    const [before] = asIs.topology.clusters;
    const [after] = set.topology.clusters;
    expect(after).toEqual({
      ...before,
      tls: { ...before?.tls, subject: { O: 'Example', L: 'Bern', C: 'CH' } },
      // With the largest message given, what brokers fetch from each other follows it.
      settings: {
        ...before?.settings,
        'message.max.bytes': '1048588',
        'replica.fetch.max.bytes': '1048588',
        'log.segment.bytes': '1073741824',
        'log.retention.hours': '168',
        'log.retention.bytes': '-1',
      },
    });
  });

  it('describe one machine by itself', async () => {
    const hostKeys = `machine=${key}`;
    const { answers, missing, refused } = await completed({
      ...{ stack: 'one', hosts: 'machine=127.0.0.1', network: 'none', brokers: '1=machine 2=machine' },
      ...{ user: 'me', loginKey: 'agent:~/agent.sock', hostKeys, topics: 'none' },
    });
    expect({ missing, refused }).toEqual({ missing: [], refused: [] });
    const text = stackText(answers);
    expect(text).toContain('    agentSocket: ~/agent.sock\n');
    expect(text).toContain('    machine:\n      address: 127.0.0.1\n');
    expect(text).not.toMatch(/networks|external|tls|topics|clients:/);
    expect(checkAnswers(answers, settingOf())).toMatchObject({ ok: true });
  });

  it('on machines of the internet speak TLS with each other, too', async () => {
    const { answers, missing, refused } = await completed({
      ...{
        stack: 'cloud',
        hosts: 'a=198.51.100.1 b=198.51.100.2 c=198.51.100.3',
        network: 'none',
        user: 'me',
      },
      ...{ loginKey: '~/.ssh/id_ed25519', hostKeys: `a=${key}, b=${key}, c=${key}` },
    });
    expect({ missing, refused }).toEqual({ missing: [], refused: [] });
    const checked = checkAnswers(answers, settingOf());
    expect(checked.ok && checked.notes).toEqual([]);
    expect(checked.ok && checked.topology.clusters[0]?.tls).toMatchObject({
      internal: true,
      zookeeper: 'only',
      clientAuth: 'required',
    });
    // An older Kafka speaks plain text with ZooKeeper.
    const old = checkAnswers({ ...answers, version: '2.8.2' }, settingOf());
    expect(old.ok && old.topology.clusters[0]?.tls.zookeeper).toBe('only');
    const older = checkAnswers({ ...answers, version: '1.1.1' }, settingOf());
    expect(older.ok && older.topology.clusters[0]?.tls.zookeeper).toBe('off');
  });

  it('that describe the reference topology lead to its plan', async () => {
    const values = devValues();
    unset(values, ['mirrors']);
    unset(values, ['ssh', 'privateKeyFile']);
    unset(values, ['clusters', 'cluster2']);
    const setting = settingOf(finderOf({ kindOf: () => 'socket' }), true);
    setting.context.readFile = (path) => (path === knownHostsPath ? knownHostsOf(values) : notThere(path));
    const { answers, missing, refused } = await complete(reference, setting);
    expect({ missing, refused }).toEqual({ missing: [], refused: [] });
    const checked = checkAnswers(answers, setting);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    expect(makePlan(checked.topology)).toEqual(makePlan(topologyOf(values)));
    expect(checked.topology.hosts).toEqual(topologyOf(values).hosts);
  });

  it('mark a stack of the lab', async () => {
    const { answers } = await completed(office);
    expect(stackText(answers, true)).toMatch(/^config:\n {2}kafka-proxied:lab: true\n/m);
  });
});

describe('flags', () => {
  it('are one for each question', async () => {
    const read = async (...args: string[]): Promise<Flags> => {
      const asked: Flags[] = [];
      const command = initCommand(questions, async (flags) => {
        asked.push(flags);
        return 0;
      });
      await runCommand(command, args);
      return asked[0] as Flags;
    };
    const args = questions.flatMap((question) => [flagOf(question), `x ${question.key}`]);
    expect(await read(...args, '--yes', '--config-file', 'f')).toEqual({
      answers: Object.fromEntries(questions.map(({ key }) => [key, `x ${key}`])),
      ...{ lab: false, yes: true, noLogin: false, configFile: 'f' },
    });
    expect(await read('-s', 'dev', '--no-login')).toMatchObject({ answers: { stack: 'dev' }, noLogin: true });
    await expect(read('--hots', 'x')).rejects.toThrow(/Did you mean --hosts/);
  });

  it('that are missing are all named at once, also those that follow from them', async () => {
    const { missing, refused } = await completed({});
    expect(refused).toEqual([]);
    expect(missing.map((line) => line.split(':')[0])).toEqual([
      ...['--stack', '--hosts', '--network', '--gateway', '--public-name', '--public-address', '--user'],
      ...['--login-key', "--host-keys 'MACHINE=…'"],
    ]);
  });

  it('that leave out some machines are named with these', async () => {
    const { missing } = await completed({
      ...office,
      hosts: 'box1=192.168.7.11 box2 box3',
      addresses: 'box3=192.168.7.13',
      hostKeys: `box1=${key}, box3=${key}`,
    });
    expect(missing.map((line) => line.split(':')[0])).toEqual([
      "--addresses 'box2=…'",
      "--host-keys 'box2=…, rented=…'",
    ]);
  });

  it('that do nothing beside the others are refused', async () => {
    const { refused } = await completed({
      ...without('clients', 'hostKeys'),
      proxied: 'no',
      knownHosts: 'none',
    });
    expect(refused.map((line) => line.split(':')[0])).toEqual([
      '--gateway',
      '--public-name',
      '--public-address',
    ]);
  });
});
