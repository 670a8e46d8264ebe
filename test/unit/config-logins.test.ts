// Proves which keys of a config are looked at, and under which name; whether one can be used stands in login-keys.test.ts.
import { describe, expect, it } from 'vitest';
import { check, referenceValues, set, unset, type Values } from '../support/config-fixture.ts';

function loginsOf(change: (values: Values) => void = () => undefined): string[] {
  const values = referenceValues();
  change(values);
  const checked = check(values);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.logins.map(({ path, kind, place }) => `${path} ${kind} ${place}`);
}

const agent = 'kafka-proxied:ssh.agentSocket agentSocket /project/.local/lab/ssh/agent.sock';
const ownKey = (host: string): string =>
  `kafka-proxied:hosts.${host}.ssh.privateKeyFile privateKeyFile /etc/key`;

describe('the logins of a stack', () => {
  it('are by one agent, or by the key where there is none', () => {
    expect(loginsOf()).toEqual([agent]);
    expect(loginsOf((values) => unset(values, ['ssh', 'agentSocket']))).toEqual([
      'kafka-proxied:ssh.privateKeyFile privateKeyFile /project/.local/lab/ssh/id_ed25519',
    ]);
  });

  it('are by a host’s own key where it has one', () => {
    const own = { privateKeyFile: '/etc/key' };
    expect(loginsOf((values) => set(values, ['hosts', 'engine2', 'ssh'], own))).toEqual([
      agent,
      ownKey('engine2'),
    ]);
  });

  it('are none of hosts that nobody logs in to, and one of a probe', () => {
    const own = { privateKeyFile: '/etc/key' };
    expect(loginsOf((values) => set(values, ['hosts', 'workstation', 'ssh'], own))).toEqual([agent]);
    const stranger = { address: '198.51.100.66', managed: false, probe: true, ssh: { user: 'me', ...own } };
    expect(loginsOf((values) => set(values, ['hosts', 'stranger'], stranger))).toEqual([
      agent,
      ownKey('stranger'),
    ]);
  });

  it('are none of abandoned hosts', () => {
    const change = (values: Values): void => {
      set(values, ['hosts', 'kafkaclientmachine2', 'ssh'], { privateKeyFile: '/etc/key' });
      set(values, ['abandonHosts'], ['kafkaclientmachine2']);
    };
    expect(loginsOf(change)).toEqual([agent]);
  });
});
