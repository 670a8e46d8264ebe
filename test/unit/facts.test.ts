// Proves how the probe's lines are read; that a host prints them so stands in probe-script.test.ts.
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseFacts } from '../../probe/parse-facts.ts';
import { makeAuthority } from '../support/certificates.ts';

const { certificate } = makeAuthority('a CA');
const end = new Date(new X509Certificate(certificate).validTo).toISOString().replace('.000Z', 'Z');
const inOneLine = certificate.replaceAll(/-----.*-----|\n/g, '');

const lines = [
  'os\tdebian\tDebian GNU/Linux 12 (bookworm)',
  'time\t1767323045',
  'owner\tkafka-proxied/dev',
  'busy\tconverge roll kafka-cluster1-1 (pid 12, since 2026-01-02T03:04:05Z)',
  'system\tapt-get\tsystemd\t17.0.13',
  'lacks\tnft',
  'place\t/opt/kafka-proxied\t/opt\t1048576\t20000\t\t',
  'place\t/var/lib/kafka-proxied\t/\t5\t-\tno\tno',
  'listener\t10.48.1.81\t9091\tjava\t4711',
  'listener\t*\t2181\t\t',
  'way\t198.51.100.211\t10.48.1.1\teth0',
  'way\t198.51.100.141\t\t',
  'name\tengine1\t10.48.1.81',
  'name\ttwice\t127.0.1.1,10.48.1.81',
  'name\tnowhere\t',
  'stamp\tbase--host\t2026-01-02T03:04:05.678Z not recorded on this host\tabc\t',
  'stamp\troll--kafka-cluster1-1\t2026-01-02T03:04:05.678Z other content\tdef\t/etc/x was edited',
  'protocols\tkafka-cluster1-1\tPLAINTEXT\tSSL',
  'property\tkafka-cluster1-1\tlog.retention.hours=72',
  'property\tkafka-cluster1-1\ta=b=\tc',
  'property\tkafka-cluster1-1\tssl.key.password=p',
  'declared\tcluster1\ttopic records 6 3',
  'declared\tcluster1\tconfig records a b\tc',
  'version\tkafka-cluster1-1\t2.8.2\t2.7',
  'version\tzookeeper-cluster1-1\t3.9.2\t',
  `keys\tkafka-cluster1-1\t2\t1 2\t${inOneLine}`,
  'client-keys\tcluster1\t\t1\t',
  'service\tkafka-cluster1-1\tactive\trunning\tFri 2026-01-02 03:04:05 UTC\t4711\tdef\t0123456789abcdef',
  'service\tzookeeper-cluster1-1\tinactive\tdead\t\t0\t',
  'unusable\tkafka-cluster1-1\tdata\t/x/meta.properties\troot:root\t600\t',
  'unusable\tkafka-cluster1-1\tway\t/x\troot:root\t700\timmutable',
  'strange\tkafka-cluster1-1\t/x/lost+found',
  'emptied\tkafka-cluster1-2',
  'unmounted\tkafka-cluster1-2\t/x',
  'libraries\tkafka-cluster1-2\t/tmp\tno',
  'data\tkafka-cluster1-1\t1\tQ2x1c3Rlcg',
  'ensemble-data\tzookeeper-cluster1-1',
  'registered\t/cluster1\t1',
  'controller\t/cluster1\t1',
  'name-order\tmyhostname files',
  'name6\tengine1\t::1,2001:db8::81\t::1',
  'name-before\tengine1\tmyhostname\t127.0.0.2',
  'hosts-file\t/etc/hosts\tfile\tno\ti',
  'hosts-writer\tcloud-init\t/etc/cloud/cloud.cfg\ttrue',
  'hosts-writer\tfile\t/etc/rc.local',
  'hosts-writer\tnews\tx',
  'memory\t4096000\tlimited',
  'heap\tkafka-cluster1-1\t1g',
  'heap\tkafka-cluster1-2\t',
  'done',
  '',
];

describe('the facts of a host', () => {
  it('are read line by line', () => {
    expect(parseFacts(lines.join('\n'))).toEqual({
      os: { id: 'debian', name: 'Debian GNU/Linux 12 (bookworm)' },
      time: 1767323045,
      owner: 'kafka-proxied/dev',
      busy: 'converge roll kafka-cluster1-1 (pid 12, since 2026-01-02T03:04:05Z)',
      system: { packages: 'apt-get', init: 'systemd', java: '17.0.13' },
      memory: { kib: 4096000, limited: true },
      heaps: { 'kafka-cluster1-1': '1g' },
      lacks: ['nft'],
      interfaces: {},
      places: {
        '/opt/kafka-proxied': {
          mount: '/opt',
          freeKib: 1048576,
          freeInodes: 20000,
          writable: true,
          runsCode: true,
        },
        '/var/lib/kafka-proxied': {
          mount: '/',
          freeKib: 5,
          freeInodes: NaN,
          writable: false,
          runsCode: false,
        },
      },
      listeners: [
        { address: '10.48.1.81', port: 9091, process: 'java', pid: 4711 },
        { address: '*', port: 2181, process: '', pid: NaN },
      ],
      ways: {
        '198.51.100.211': { via: '10.48.1.1', dev: 'eth0' },
        '198.51.100.141': { via: '', dev: '' },
      },
      naming: {
        ipv6: { engine1: { all: ['::1', '2001:db8::81'], inFile: ['::1'] } },
        order: 'myhostname files',
        before: { myhostname: { engine1: ['127.0.0.2'] } },
        resolvedReadsHosts: true,
        file: { path: '/etc/hosts', isThere: true, writable: false, flags: 'i' },
        writers: [
          { kind: 'cloud-init', place: '/etc/cloud/cloud.cfg', value: 'true' },
          { kind: 'file', place: '/etc/rc.local' },
        ],
      },
      names: { engine1: ['10.48.1.81'], twice: ['127.0.1.1', '10.48.1.81'], nowhere: [] },
      stamps: {
        'base--host': { stamp: '2026-01-02T03:04:05.678Z not recorded on this host', body: 'abc' },
        'roll--kafka-cluster1-1': {
          stamp: '2026-01-02T03:04:05.678Z other content',
          body: 'def',
          drift: '/etc/x was edited',
        },
      },
      services: {
        'kafka-cluster1-1': {
          active: 'active',
          sub: 'running',
          since: 'Fri 2026-01-02 03:04:05 UTC',
          pid: 4711,
          started: 'def',
          stores: '0123456789abcdef',
        },
        'zookeeper-cluster1-1': {
          active: 'inactive',
          sub: 'dead',
          since: '',
          pid: 0,
          started: '',
          stores: '',
        },
      },
      files: {
        'kafka-cluster1-1': {
          unusable: [
            { kind: 'data', path: '/x/meta.properties', owner: 'root:root', mode: '600', immutable: false },
            { kind: 'way', path: '/x', owner: 'root:root', mode: '700', immutable: true },
          ],
          strange: '/x/lost+found',
          emptied: false,
        },
        'kafka-cluster1-2': {
          unusable: [],
          emptied: true,
          unmounted: '/x',
          libraries: { path: '/tmp', runsCode: false },
        },
      },
      topics: { cluster1: { records: { partitions: 6, replicationFactor: 3, config: { a: 'b\tc' } } } },
      versions: {
        'kafka-cluster1-1': { version: '2.8.2', protocol: '2.7' },
        'zookeeper-cluster1-1': { version: '3.9.2', protocol: '' },
      },
      protocols: { 'kafka-cluster1-1': { internal: 'PLAINTEXT', zookeeper: 'SSL' } },
      properties: { 'kafka-cluster1-1': { 'log.retention.hours': '72', a: 'b=\tc' } },
      keys: { 'kafka-cluster1-1': { issuer: '2', trusts: ['1', '2'], end, certificate: inOneLine } },
      clientKeys: { cluster1: { trusts: ['1'] } },
      data: { 'kafka-cluster1-1': { brokerId: '1', clusterId: 'Q2x1c3Rlcg' } },
      ensembleData: ['zookeeper-cluster1-1'],
      registered: [{ scope: '/cluster1', id: 1 }],
      controllers: [{ scope: '/cluster1', id: 1 }],
    });
  });

  it('are none when the output was cut', () => {
    for (let length = 0; length < lines.length - 2; length += 1)
      expect(parseFacts(lines.slice(0, length).join('\n'))).toBeUndefined();
    expect(parseFacts('')).toBeUndefined();
  });

  it('of a bare host lack an owner and a holder of the lock', () => {
    const facts = parseFacts('os\tdebian\tDebian\nowner\t\ndone\n');
    expect(facts).toMatchObject({ stamps: {}, services: {}, data: {}, registered: [] });
    expect(facts).not.toHaveProperty('owner');
    expect(facts).not.toHaveProperty('busy');
  });

  it('leave out lines that they do not know', () => {
    expect(parseFacts('news\tsomething\nos\tx\ty\ndone\n')?.os).toEqual({ id: 'x', name: 'y' });
  });
});
