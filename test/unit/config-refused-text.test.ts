// Does not prove that what is accepted stays literal in every file and command: renderers and quoting have tests of their own.
import { describe } from 'vitest';
import { set } from '../support/config-fixture.ts';
import { refuses, type Case } from './config-refused.ts';

const c1 = 'kafka-proxied:clusters.cluster1';

describe('names, paths and other text: refused with path and reason, and nothing else is said', () => {
  refuses([
    ...['-rf', 'a b', 'naïve', '..', '.', 'a/b', '$(id)', 'x'.repeat(250), 'a\nb', ''].map((name): Case => ({
      what: `the topic ${JSON.stringify(name)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'topics', name], {}),
      expected: [
        [
          /^[\w-]+$/.test(name) ? `${c1}.topics.${name}` : `${c1}.topics[${JSON.stringify(name)}]`,
          'not a valid topic name',
        ],
      ],
    })),
    ...['ROOT', '-oProxyCommand=x', 'a b', '', 'a;id', 'a'.repeat(33), 'jürgen'].map((user): Case => ({
      what: `the user ${JSON.stringify(user)}`,
      change: (v) => set(v, ['ssh', 'user'], user),
      expected: [['kafka-proxied:ssh.user', 'not a valid Linux user name']],
    })),
    ...[
      'Engine9',
      '-engine',
      'engine_9',
      '9',
      'a.b.7',
      'é',
      '$(id)',
      'a\nb',
      'localhost',
      'x'.repeat(64),
    ].map((id): Case => ({
      what: `the host ${JSON.stringify(id)}`,
      change: (v) => set(v, ['hosts', id], { address: '198.51.100.9' }),
      expected: [
        [
          /^[\w-]+$/.test(id) ? `kafka-proxied:hosts.${id}` : `kafka-proxied:hosts[${JSON.stringify(id)}]`,
          '',
        ],
      ],
    })),
    ...['a\nb', 'tab\there', '\u0000', '\u2028', '\ud800'].map((value): Case => ({
      what: `a property with ${JSON.stringify(value)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', 'client.quota.callback.class'], value),
      expected: [[`${c1}.settings["client.quota.callback.class"]`, 'control character']],
    })),
    ...['-p', 'a b', 'a=b', 'naïve', '', '$(id)'].map((name): Case => ({
      what: `a property named ${JSON.stringify(name)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'settings', name], 1),
      expected: [
        [
          /^[\w-]+$/.test(name) ? `${c1}.settings.${name}` : `${c1}.settings[${JSON.stringify(name)}]`,
          'not a valid property name',
        ],
      ],
    })),
    ...['-i', '', 'a\nb', '~other/key'].map((path): Case => ({
      what: `the file ${JSON.stringify(path)}`,
      change: (v) => set(v, ['ssh', 'privateKeyFile'], path),
      expected: [['kafka-proxied:ssh.privateKeyFile', '']],
    })),
    ...['1t', '512', '10m', '-1g', '1g;id', ''].map((heap): Case => ({
      what: `the heap ${JSON.stringify(heap)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'heap'], { broker: heap }),
      expected: [[`${c1}.heap.broker`, '']],
    })),
    ...['cluster1', '/', '/a/', '/a/../b', '/zookeeper', '/a b', '//a'].map((chroot): Case => ({
      what: `the chroot ${JSON.stringify(chroot)}`,
      change: (v) => set(v, ['clusters', 'cluster1', 'chroot'], chroot),
      expected: [[`${c1}.chroot`, 'not a valid ZooKeeper path']],
    })),
  ]);
});
