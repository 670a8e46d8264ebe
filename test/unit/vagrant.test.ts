// Proves that the Vagrantfile and its stack mean the same machines, and how pins are read; no machine is started.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { openRoutes } from '../../config/plan/select.ts';
import { projectRoot } from '../../lib/paths.ts';
import { failureIn, pinsOfMachines, runningMachines, type Vagrant } from '../../lab/vagrant/pins.ts';
import { hostKey, problemsOf, topologyOf, valuesIn } from '../support/config-fixture.ts';

const vagrantfile = readFileSync(join(projectRoot, 'Vagrantfile'), 'utf8');

/** Addresses by machine, with the Vagrantfile's constants put in. */
function machines(): Record<string, string[]> {
  const lan = /^LAN = '(.*)'/m.exec(vagrantfile)?.[1] ?? '';
  const outside = /^OUTSIDE = '(.*)'/m.exec(vagrantfile)?.[1] ?? '';
  const filled = (text: string): string[] =>
    [...text.matchAll(/"#\{(LAN|OUTSIDE)\}(\.\d+)"/g)].map(
      ([, name, last]) => `${name === 'LAN' ? lan : outside}${last}`,
    );
  const gateway = filled(/^GATEWAY = (.*)$/m.exec(vagrantfile)?.[1] ?? '');
  const lines = [...vagrantfile.matchAll(/^ {2}'([a-z0-9]+)' => \{.*addresses: (.*) \},$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', text = '']) => [name, text === 'GATEWAY.values' ? gateway : filled(text)]),
  );
}

describe('the stack of the Vagrantfile', () => {
  const values = valuesIn('Pulumi.vagrant.yaml');
  const files = {
    '/project/.local/vagrant/known_hosts': Object.keys(machines())
      .map((name) => `${name} ${hostKey()}\n`)
      .join(''),
  };

  it('is valid once the machines are pinned', () => {
    expect(problemsOf(values, files)).toEqual([]);
  });

  it('has the same machines and addresses, all of them in what VirtualBox allows', () => {
    const topology = topologyOf(values, files);
    const managed = topology.hosts.filter(({ managed: ours }) => ours);
    const described = managed.map(({ id, address, publicAddress }): [string, string[]] => [
      id,
      [address, ...(publicAddress === undefined ? [] : [publicAddress])],
    ]);
    expect(Object.fromEntries(described)).toEqual(machines());
    const allowed = ipaddr.parseCIDR('192.168.56.0/21');
    for (const address of described.flatMap(([, addresses]) => addresses))
      expect(ipaddr.parse(address).match(allowed)).toBe(true);
  });

  it('leads clients outside to every broker of cluster 1 and to cluster 2', () => {
    const plan = makePlan(topologyOf(values, files));
    const reached = openRoutes(plan, 'kafkaclientmachine2').map(
      ({ service }) => `${service.cluster} ${service.kind} ${service.id}`,
    );
    expect(reached).toEqual(
      expect.arrayContaining([1, 2, 3].map((id) => `cluster1 broker ${id}`).concat('cluster2 broker 2')),
    );
  });
});

describe('pins of Vagrant machines', () => {
  const status = [
    '1763870000,gateway,metadata,provider,virtualbox',
    '1763870000,gateway,state,running',
    '1763870000,engine1,state,poweroff',
    '1763870000,engine2,state,running',
    '1763870000,,ui,info,Current machine states:',
  ].join('\n');

  it('are those of the machines that run', async () => {
    expect(runningMachines(status)).toEqual(['gateway', 'engine2']);
    const asked: string[][] = [];
    const vagrant: Vagrant = async (...args) => {
      asked.push(args);
      return args[0] === 'status' ? status : `${hostKey()} root@${args[1]}\r\n`;
    };
    const pins = await pinsOfMachines(vagrant);
    expect([...pins.values()]).toEqual(['gateway', 'engine2'].map((name) => `${name} ${hostKey()}\n`));
    expect(asked.slice(1).map(([, name]) => name)).toEqual(['gateway', 'engine2']);
  });

  it('are not read where vagrant fails, and it says why', () => {
    const failed =
      '1,,error-exit,Vagrant::Errors::NoDefaultProvider,No usable provider%!(VAGRANT_COMMA) sorry.\\nTry again.';
    expect(failureIn(`1,,ui,info,x\n${failed}\n`)).toBe('No usable provider, sorry.\nTry again.');
    expect(failureIn('1,gateway,state,running')).toBeUndefined();
  });

  it('are refused where none runs, and where a machine answers with something else', async () => {
    await expect(pinsOfMachines(async () => '')).rejects.toThrow('`vagrant up` first');
    const other: Vagrant = async (...args) => (args[0] === 'status' ? status : 'cat: no such file');
    await expect(pinsOfMachines(other)).rejects.toThrow('gateway: This is not an ed25519 host key');
  });
});
