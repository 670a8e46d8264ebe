// Proves what is found in facts before rules are tried; that hosts tell these facts, the probe's tests and the lab prove.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { firewall } from '../../probe/checks/firewall.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { operatorName } from '../../ssh/operator.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

function found(id: string, facts: Partial<HostFacts>, values = devValues()): string[] {
  const topology = topologyOf(values);
  const host = topology.hosts.find((each) => each.id === id);
  if (!host) throw new Error(`no host ${id}`);
  const whole = { ...bareHost(), ...facts };
  return firewall.find({ topology, plan: makePlan(topology), host, facts: whole, factsOf: () => whole });
}

const from = (address: string, port = 22): Partial<HostFacts> => ({ login: { address, port } });

describe("the operator's address, as it arrives", () => {
  it.each([
    ['engine1', '10.48.1.85'],
    ['gateway', '10.48.1.81'],
    ['kafkaclientmachine1', '203.0.113.98'],
    ['kafkaclientmachine1', '2001:db8::5'],
    ['engine1', '127.0.0.1'],
    ['engine1', '::1'],
    ['engine1', '::ffff:10.48.1.85'],
  ])('may reach %s from %s', (id, address) => expect(found(id, from(address))).toEqual([]));

  it.each([
    ['engine1', '10.48.1.1'],
    ['engine1', '10.48.2.85'],
    ['gateway', '198.51.100.141'],
    ['engine1', 'fd10:48:1::85'],
  ])('may not reach %s from %s', (id, address) =>
    expect(found(id, from(address))).toEqual([
      `sees you connect from ${address}, which its new rules would not admit to sshd (allowed: its own network): you would lock yourself out. Add ${address} to kafka-proxied:hosts.${id}.ssh.allow, or to kafka-proxied:ssh.allow`,
    ]),
  );

  it('counts for what the config allows', () => {
    const values = devValues();
    set(values, ['ssh', 'allow'], ['192.0.2.0/24', '2001:db8::5']);
    expect(found('kafkaclientmachine1', from('192.0.2.77'), values)).toEqual([]);
    expect(found('kafkaclientmachine1', from('2001:db8::5'), values)).toEqual([]);
    expect(found('kafkaclientmachine1', from('203.0.113.98'), values)).toEqual([
      expect.stringContaining('(allowed: 192.0.2.0/24, 2001:db8::5/128)'),
    ]);
  });

  it('is nobody’s business where the firewall is off', () => {
    const values = devValues();
    set(values, ['hosts', 'engine1', 'firewall'], 'off');
    expect(found('engine1', { ...from('10.48.2.85', 2222), firewalld: broken }, values)).toEqual([]);
  });
});

it('refuses rules for a port that sshd does not have', () => {
  expect(found('engine1', from('10.48.1.85', 2222))).toEqual([
    expect.stringMatching(/^accepts logins on port 2222, but the config says 22: /),
  ]);
});

it("refuses while somebody else's rules are tried, and not for what an earlier run of ours left", () => {
  const trial = (operator: string) => ({ time: 1000, trial: { operator, until: 1030.5 } });
  expect(found('engine1', trial('other@elsewhere'))).toEqual([
    'other firewall rules, of other@elsewhere, are being tested here; unless confirmed, they are rolled back within 31 s. Coordinate with that operator, then run the same command again',
  ]);
  expect(found('engine1', trial(operatorName()))).toEqual([]);
});

const sound = { knowsPolicies: true, broken: '', unsaved: '' };
const broken = { ...sound, broken: '/etc/firewalld/zones/home.xml: not a valid zone file' };

describe('a host where firewalld runs', () => {
  it('is taken as it is', () => expect(found('engine1', { firewalld: sound })).toEqual([]));

  it.each([
    [
      'whose configuration is broken, by the file',
      broken,
      /^runs firewalld, whose configuration is broken, .*: \/etc\/firewalld\/zones\/home\.xml: not a valid zone file\. Repair that file/,
    ],
    [
      'that knows no policies',
      { ...sound, knowsPolicies: false },
      /older than 0\.9 .* or set kafka-proxied:hosts\.engine1\.firewall to off/,
    ],
    [
      'whose owner’s rules a reload would lose',
      { ...sound, unsaved: 'only at run time: public: services: http' },
      /would change rules of yours \(only at run time: public: services: http\)\. Keep them by 'firewall-cmd --runtime-to-permanent'/,
    ],
  ])('is refused %s', (_, firewalld, text) =>
    expect(found('engine1', { firewalld })).toEqual([expect.stringMatching(text)]),
  );
});
