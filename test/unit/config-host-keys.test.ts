// Does not prove that a host presents the pinned key, or that an SSH client checks it.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findKnownHost, readHostKey } from '../../config/host-keys.ts';
import {
  check,
  referenceValues,
  hostKey,
  knownHostsPath,
  problemsOf,
  set,
  topologyOf,
  unset,
} from '../support/config-fixture.ts';

const rsa = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7';

function hashed(name: string, key: string): string {
  const salt = Buffer.from('a salt of twenty byt');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash} ${key}`;
}

describe('one key', () => {
  test('loses its comment and white space', () => {
    expect(readHostKey(`${hostKey()} root@engine1\n`)).toEqual({ value: hostKey() });
  });

  test.each([
    ['RSA', rsa, 'kind ssh-rsa'],
    ['ECDSA', 'ecdsa-sha2-nistp256 AAAA', 'kind ecdsa-sha2-nistp256'],
    ['a hardware key', 'sk-ssh-ed25519@openssh.com AAAA', 'kind sk-ssh'],
    ['a truncated key', hostKey().slice(0, -8), 'not an ed25519'],
    ['RSA under another name', 'ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7', 'not an ed25519'],
    ['two keys', `${hostKey()}\n${hostKey(8)}`, 'not an ed25519'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----', 'not an ed25519'],
    ['nothing', '', 'not an ed25519'],
  ])('%s is refused', (_, text, reason) => {
    expect(readHostKey(text)).toMatchObject({ reason: expect.stringContaining(reason) as string });
  });
});

describe('known_hosts', () => {
  test.each([
    ['by id', `engine1 ${hostKey()}`, 22],
    ['in a list', `a,engine1,10.48.1.81 ${hostKey()} comment`, 22],
    ['by address', `10.48.1.81 ${hostKey()}`, 22],
    ['by port', `[engine1]:2222 ${hostKey()}`, 2222],
    ['by the usual port in brackets', `[10.48.1.81]:22 ${hostKey()}`, 22],
    ['hashed', hashed('10.48.1.81', hostKey()), 22],
    ['hashed with a port', hashed('[engine1]:2222', hostKey()), 2222],
    ['beside other kinds, comments and blanks', `# x\n\nengine1 ${rsa}\nengine1 ${hostKey()}`, 22],
    ['twice the same', `engine1 ${hostKey()}\nengine1 ${hostKey()}`, 22],
    ['the id before the address', `10.48.1.81 ${hostKey(9)}\nengine1 ${hostKey()}`, 22],
    ['with tabs and carriage returns', `engine1\t${hostKey()}\r\n`, 22],
  ])('finds a host %s', (_, file, port) => {
    expect(findKnownHost(file, ['engine1', '10.48.1.81'], port)).toEqual({ value: hostKey() });
  });

  test.each([
    ['no entry', `engine2 ${hostKey()}`, 'no key for engine1'],
    ['another port only', `[engine1]:2222 ${hostKey()}`, 'no key for engine1'],
    ['RSA only', `engine1 ${rsa}`, 'only ssh-rsa'],
    ['two keys', `engine1 ${hostKey()}\nengine1 ${hostKey(8)}`, '2 different ed25519 keys'],
    ['a revoked key', `engine1 ${hostKey()}\n@revoked engine1 ${hostKey()}`, 'revoked'],
    ['a certificate authority', `@cert-authority engine1 ${hostKey()}`, 'no key for engine1'],
    ['a damaged key', `engine1 ssh-ed25519 AAAA`, 'not an ed25519'],
    ['another hashed name', hashed('engine2', hostKey()), 'no key for engine1'],
  ])('with %s refuses', (_, file, reason) => {
    expect(findKnownHost(file, ['engine1'], 22)).toMatchObject({
      reason: expect.stringContaining(reason) as string,
    });
  });

  test('never throws, and only ever gives an ed25519 key', () => {
    const line = fc.constantFrom(
      'engine1',
      '|1|',
      '|1|a|b',
      '@revoked',
      ' ',
      '\n',
      hostKey(),
      rsa,
      'ssh-ed25519',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 12 }), (parts) => {
        const found = findKnownHost(parts.join(' '), ['engine1'], 22);
        if ('value' in found) expect(readHostKey(found.value)).toEqual(found);
      }),
    );
  });
});

describe('pins of a stack', () => {
  test('a host may carry its key, or a file with it', () => {
    const values = referenceValues();
    set(values, ['hosts', 'engine1', 'hostKey'], `${hostKey(1)} root@engine1`);
    set(values, ['hosts', 'engine2', 'hostKeyFile'], 'keys/engine2.pub');
    set(values, ['hosts', 'engine3', 'hostKeyFile'], '~/engine3.pub');
    const checked = check(values, {
      [knownHostsPath]: ['gateway', 'kafkaclientmachine1', '198.51.100.141']
        .map((n) => `${n} ${hostKey(4)}`)
        .join('\n'),
      '/project/keys/engine2.pub': hostKey(2),
      '/home/me/engine3.pub': hostKey(3),
    });
    expect(checked.ok && checked.topology.hosts.map(({ ssh }) => ssh?.hostKey)).toEqual(
      [1, 2, 3, 4, 4, 4].map(hostKey).concat(undefined as never),
    );
  });

  test('the gateway is found by its public address, a host with its own port by that port', () => {
    const values = referenceValues();
    set(values, ['hosts', 'engine1', 'ssh'], { port: 2222 });
    const others = ['engine2', 'engine3', 'kafkaclientmachine1', 'kafkaclientmachine2'];
    const lines = [...others, '203.0.113.98', '[engine1]:2222'].map((name) => `${name} ${hostKey()}`);
    expect(check(values, { [knownHostsPath]: lines.join('\n') })).toMatchObject({ ok: true });
  });

  test('an RSA pin, a missing file and a key given twice are refused', () => {
    const values = referenceValues();
    set(values, ['hosts', 'engine1', 'hostKey'], rsa);
    set(values, ['hosts', 'engine2', 'hostKeyFile'], 'engine2.pub');
    set(values, ['hosts', 'engine3', 'hostKey'], hostKey());
    set(values, ['hosts', 'engine3', 'hostKeyFile'], 'engine3.pub');
    expect(problemsOf(values).map(({ path, reason }) => [path.split(':')[1], reason])).toEqual([
      ['hosts.engine1.hostKey', expect.stringContaining('kind ssh-rsa')],
      ['hosts.engine2.hostKeyFile', 'There is no file engine2.pub.'],
      ['hosts.engine3.hostKey', expect.stringContaining('given twice')],
    ]);
  });

  test('without any pin, each managed host is named', () => {
    const values = referenceValues();
    unset(values, ['ssh', 'knownHostsFile']);
    const paths = problemsOf(values, {}).map(({ path }) => path);
    const managed = topologyOf(referenceValues()).hosts.filter((host) => host.managed);
    expect(paths).toEqual(managed.map(({ id }) => `kafka-proxied:hosts.${id}.hostKey`));
  });
});
