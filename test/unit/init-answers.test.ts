// Proves what answers become and which are refused; not that hosts are as somebody answered.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { complete } from '../../tools/init/complete.ts';
import { readFlags } from '../../tools/init/flags.ts';
import { checkAnswers } from '../../tools/init/judge.ts';
import { type Answers, flagOf } from '../../tools/init/question.ts';
import { questions } from '../../tools/init/questions.ts';
import { fingerprintOf } from '../../tools/init/questions-login.ts';
import { stackText } from '../../tools/init/stack-text.ts';
import { UsageError } from '../../tools/cli/program.ts';
import {
  devValues,
  hostKey,
  knownHostsOf,
  knownHostsPath,
  notThere,
  topologyOf,
  unset,
} from './config-fixture.ts';
import { finderOf, office, settingOf } from './init-fixture.ts';

const key = hostKey();
const completed = (answers: Answers) => complete(answers, settingOf());
const without = (...keys: (keyof Answers)[]): Answers =>
  Object.fromEntries(Object.entries(office).filter(([name]) => !keys.includes(name as keyof Answers)));

const officeText = `# A stack of kafka-proxied: npm run preview -- --stack office

config:
  # How hosts are logged in to. Their host keys are checked, always.
  kafka-proxied:ssh:
    user: admin
    port: 22
    privateKeyFile: ~/.ssh/id_ed25519
  # Hosts of a network reach each other directly; its gateway forwards between them and the rest.
  kafka-proxied:networks:
    lan: {cidrs: [192.168.7.0/24], gateway: router}
  # By the name that their network knows them under. Those without a network are on the internet.
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
      # What outside clients know the gateway by; brokers advertise it to them.
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
      # port: INTERNAL, for the network and between brokers. external: EXTERNAL, and the port on the gateway that leads there.
      brokers:
        '1': {host: box1, port: 9091, external: {port: 9191, externalPort: 19091}}
        '2': {host: box2, port: 9092, external: {port: 9192, externalPort: 19092}}
        '3': {host: box3, port: 9093, external: {port: 9193, externalPort: 19093}}
      heap: {broker: 1g, zookeeper: 512m}
      # A change of internal needs the whole cluster stopped; zookeeper goes from off to both to only.
      tls:
        external: true
        internal: false
        zookeeper: off
        clientAuth: required
        subject: {O: Some Example, C: CH}
      # Any broker property, by Kafka's name and in Kafka's unit.
      settings:
        message.max.bytes: 1048588
        log.segment.bytes: 1073741824
        log.retention.hours: 168
        log.retention.bytes: -1
      # Made and altered by \`up\`. Partitions can grow, never shrink.
      topics:
        records: {partitions: 6}
      # Hosts that get client properties and a \`kafka\` command, beside the own hosts of the cluster.
      clients: [rented]
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

describe('answers', () => {
  it('become this very file, which the check of the config takes', async () => {
    const { answers, missing, refused } = await completed({ ...office, subject: 'O=Some Example, C=CH' });
    expect({ missing, refused }).toEqual({ missing: [], refused: [] });
    expect(stackText(answers)).toBe(officeText);
    expect(checkAnswers(answers, settingOf())).toMatchObject({ ok: true });
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
  it('are one for each question', () => {
    const args = questions.flatMap((question) => [flagOf(question), `x ${question.key}`]);
    const { answers } = readFlags([...args, '--yes', '--config-file', 'f'], questions);
    expect(answers).toEqual(Object.fromEntries(questions.map(({ key }) => [key, `x ${key}`])));
    expect(readFlags(['-s', 'dev'], questions).answers).toEqual({ stack: 'dev' });
    expect(() => readFlags(['--hots', 'x'], questions)).toThrow(UsageError);
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

const wrong: [Partial<Answers>, string, RegExp][] = [
  [{ stack: 'dev' }, '--stack', /^Pulumi\.dev\.yaml is there already, and is never overwritten/],
  [{ stack: 'a/b' }, '--stack', /^"a\/b" can't name a stack/],
  [{ hosts: 'box1=192.168.7.333' }, '--hosts', /box1\.address: "192\.168\.7\.333" is not an IPv4 address/],
  [{ hosts: 'Box_1=192.168.7.11' }, '--hosts', /"Box_1" is not a valid host name/],
  [{ hosts: 'a=192.168.7.11 a=192.168.7.12' }, '--hosts', /^machine "a" is given twice/],
  [{ hosts: 'a=192.168.7.11 b=192.168.7.11' }, '--hosts', /is also the address of a/],
  [{ network: '192.168.7.1/24' }, '--network', /has bits set behind its prefix/],
  [{ network: '10.0.0.0/8' }, '--network', /192\.168\.7\.11 is not in network lan/],
  [{ proxied: 'perhaps' }, '--proxied', /^"perhaps" is none of the answers\. Write yes or no/],
  [{ gateway: 'router' }, '--gateway', /^"router" is not complete/],
  [{ gateway: 'router=10.0.0.1' }, '--gateway', /10\.0\.0\.1 is not in network lan/],
  [{ gateway: 'box1=192.168.7.1' }, '--gateway', /^box1 is one of the machines for Kafka/],
  [{ gateway: 'a=192.168.7.1 b=192.168.7.2' }, '--gateway', /^This is more than one gateway/],
  [{ publicName: 'Kafka!' }, '--public-name', /"Kafka!" is not a valid DNS name/],
  [{ publicName: 'box1' }, '--public-name', /box1 is also a name of box1/],
  [{ publicAddress: '127.0.0.1' }, '--public-address', /is a loopback address/],
  [{ publicNameFrom: 'nis' }, '--public-name-from', /Write dns or hosts/],
  [{ cluster: 'Big' }, '--cluster', /"Big" is not a valid cluster name/],
  [{ version: '2.0.0' }, '--version', /can't be set up/],
  [{ zookeeper: '1=box1 2=box2' }, '--zookeeper', /Two ZooKeeper nodes need both/],
  [{ zookeeper: '1=box9' }, '--zookeeper', /There is no host box9/],
  [{ zookeeper: '300=box1' }, '--zookeeper', /ids go from 1 to 255/],
  [{ zookeeperPort: '80' }, '--zookeeper-port', /80 is out of range/],
  [{ brokers: 'x=box1' }, '--brokers', /"x" is not a node id/],
  [{ brokers: '1=router' }, '--brokers', /router is the gateway of lan/],
  [{ ports: '1=9091' }, '--ports', /^broker 2, 3 is missing/],
  [{ ports: '1=9091 2=9092 3=9093 4=9094' }, '--ports', /^There is no broker "4"/],
  [{ ports: '1=2181 2=9092 3=9093' }, '--ports', /Port 2181 of box1 is taken by ZooKeeper 1/],
  [{ listenerPorts: '1=9091 2=9192 3=9193' }, '--listener-ports', /Port 9091 of box1 is taken/],
  [{ publicPorts: '1=19091 2=19091 3=19093' }, '--public-ports', /already leads to broker 1/],
  [{ publicPorts: '1=22 2=19092 3=19093' }, '--public-ports', /leads to the gateway's own sshd/],
  [{ zookeeperPublicPorts: '1=19091' }, '--zookeeper-public-ports', /ZooKeeper server 2, 3 is missing/],
  [{ clients: 'box1=192.168.7.11' }, '--clients', /^box1 was named before/],
  [{ clients: 'rented=0.0.0.0' }, '--clients', /means "any address"/],
  [{ unmanaged: 'box1' }, '--unmanaged', /^box1 is neither the gateway nor a client machine/],
  [{ user: 'Admin' }, '--user', /"Admin" is not a valid Linux user name/],
  [{ sshPort: 'ssh' }, '--ssh-port', /"ssh" is not a whole number/],
  [{ loginKey: '/nowhere' }, '--login-key', /^There is no file \/nowhere/],
  [{ loginKey: '~/agent.sock' }, '--login-key', /^~\/agent\.sock is a socket\. Write agent:~\/agent\.sock/],
  [{ knownHosts: '/nowhere' }, '--known-hosts', /There is no file \/nowhere/],
  [{ clientAuth: 'maybe' }, '--client-auth', /Write required or requested or none/],
  [{ subject: 'C=Switzerland' }, '--subject', /"Switzerland" is not a valid country/],
  [{ subject: 'X=1' }, '--subject', /subject\.X: Is not a known key/],
  [{ heap: '3' }, '--heap', /"3" is not a heap size/],
  [{ messageBytes: '2000000000' }, '--message-bytes', /log\.segment\.bytes leaves room for/],
  [{ segmentBytes: '2147483648' }, '--segment-bytes', /is outside of Kafka's limits/],
  [{ retentionHours: '0' }, '--retention-hours', /does not start with 0/],
  [{ retentionBytes: '1g' }, '--retention-bytes', /"1g" is not a whole number/],
  [{ topics: 'a' }, '--topics', /^"a" is not complete/],
  [{ topics: 'a b=3' }, '--topics', /^"a" is not complete/],
];

describe('a wrong answer is refused, with its reason', () => {
  it.each(wrong)('%j', async (change, flag, reason) => {
    const only = change.knownHosts === undefined ? office : without('hostKeys');
    const { refused } = await completed({ ...only, ...change });
    const first = refused[0] ?? '';
    expect(first.slice(0, flag.length + 2)).toBe(`${flag}: `);
    expect(first.slice(flag.length + 2)).toMatch(reason);
  });
});

describe('host keys', () => {
  const keyed = (hostKeys: string) =>
    complete({ ...without('clients'), hosts: 'box1=192.168.7.11', hostKeys }, settingOf(finderOf()));

  it('are taken by the fingerprint that somebody read on the machine', async () => {
    const { answers } = await keyed(`box1=${fingerprintOf(key)}`);
    expect(answers.hostKeys).toBe(`box1=${key}`);
  });

  it.each([
    ['yes', /^--host-keys: box1: Unseen/],
    [fingerprintOf(hostKey(8)), /^--host-keys: box1: box1 shows another key: SHA256:/],
    ['SHA256:short', /is not a whole fingerprint/],
    ['ssh-rsa AAAA', /only ed25519 pins/],
  ])('are not taken by %s alone', async (answer, reason) => {
    expect((await keyed(`box1=${answer}`)).refused[0]).toMatch(reason);
  });
});
