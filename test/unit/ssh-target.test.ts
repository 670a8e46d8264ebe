// Proves how ssh is called, by what ssh itself makes of it; that hosts are logged in to, the lab proves.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sshArgv, type SshTarget, sshTarget } from '../../ssh/target.ts';
import { devValues, hostKey, topologyOf } from '../support/config-fixture.ts';

const target = (access: Partial<SshTarget['access']> = {}, address = '10.48.1.81'): SshTarget => ({
  name: 'engine1',
  address,
  access: { user: 'operator', port: 22, hostKey: hostKey(), ...access },
});

/** What ssh would do with these arguments, a line for each option; nothing is connected. */
function options(of: SshTarget): string[] {
  const [ssh = '', ...args] = sshArgv(of, 'true');
  return execFileSync(ssh, ['-G', ...args], { encoding: 'utf8', stdio: 'pipe' }).split('\n');
}

const identities = (of: SshTarget): string[] =>
  options(of)
    .filter((line) => /^identity(agent|file) /.test(line))
    .sort();

function effective(of: SshTarget): Record<string, string> {
  const pairs = options(of).map((line) => [line.split(' ', 1)[0] ?? '', line.replace(/^\S+ /, '')] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

describe('a login', () => {
  it('takes nothing from the user’s own configuration, and asks nobody', () => {
    const args = sshArgv(target(), 'true');
    expect(args.slice(0, 3)).toEqual(['ssh', '-F', 'none']);
    expect(effective(target())).toMatchObject({
      user: 'operator',
      hostname: '10.48.1.81',
      port: '22',
      batchmode: 'yes',
      stricthostkeychecking: 'true',
      globalknownhostsfile: '/dev/null',
      hostkeyalgorithms: 'ssh-ed25519',
      controlmaster: 'false',
      preferredauthentications: 'publickey',
      connecttimeout: '8',
      requesttty: 'false',
    });
    expect(effective(target())).not.toHaveProperty('proxycommand');
    expect(effective(target())).not.toHaveProperty('controlpath');
  });

  it('knows just this host’s pinned key', () => {
    const pinOf = (of: SshTarget): string => readFileSync(effective(of)['userknownhostsfile'] ?? '', 'utf8');
    expect(pinOf(target())).toBe(`10.48.1.81 ${hostKey()}\n`);
    expect(pinOf(target({ port: 2222 }))).toBe(`[10.48.1.81]:2222 ${hostKey()}\n`);
    expect(pinOf(target({ hostKey: hostKey(9) }))).toBe(`10.48.1.81 ${hostKey(9)}\n`);
    expect(pinOf(target())).toBe(`10.48.1.81 ${hostKey()}\n`);
  });

  it('uses the agent alone where there is one, and the key file alone where there is none', () => {
    const both = { agentSocket: '/agent.sock', privateKeyFile: '/id' };
    expect(identities(target(both))).toEqual(['identityagent /agent.sock', 'identityfile none']);
    expect(identities(target({ privateKeyFile: '/id' }))).toEqual(['identityagent none', 'identityfile /id']);
    expect(identities(target())).toEqual(['identityagent none', 'identityfile none']);
  });

  it('takes paths with blanks and percent signs as they are', () => {
    const path = '/my folder/100%h/key';
    expect(identities(target({ agentSocket: path }))).toContain(`identityagent ${path}`);
    expect(identities(target({ privateKeyFile: path }))).toContain(`identityfile ${path.replace('%', '%%')}`);
  });

  it('takes neither an address nor a command for an option', () => {
    const args = sshArgv(target(), '-oProxyCommand=x');
    expect(args.slice(-3)).toEqual(['--', '10.48.1.81', '-oProxyCommand=x']);
  });
});

describe('the target of a host', () => {
  const { hosts } = topologyOf(devValues());
  const find = (id: string) => {
    const host = hosts.find((one) => one.id === id);
    if (!host) throw new Error(`no host ${id}`);
    return host;
  };

  it('is its own address', () => {
    expect(sshTarget(find('gateway'))).toMatchObject({ name: 'gateway', address: '10.48.1.1' });
  });

  it('is none for a machine that we never log in to', () => {
    expect(() => sshTarget(find('workstation'))).toThrow('host workstation is not managed');
  });
});
