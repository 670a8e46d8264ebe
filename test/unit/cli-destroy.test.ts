// Does not prove that pulumi previews and records like this, nor that a terminal is asked: the lab cases run the command.
import { describe, expect, it } from 'vitest';
import { changesBeside, dataHolders, planDataRemoval } from '../../cli/data-holders.ts';
import { lossText, notConfirmed, runDestroy } from '../../cli/destroy.ts';
import { destroy } from '../../cli/pulumi-commands.ts';
import { UsageError } from '../../lib/program.ts';
import { parseState, type StateResource } from '../../pulumi/state.ts';
import { given } from '../support/given.ts';
import { referenceValues, set, topologyOf } from '../support/config-fixture.ts';

const topology = topologyOf(referenceValues());

function abandoning(host: string) {
  const values = referenceValues();
  set(values, ['abandonHosts'], [host]);
  return topologyOf(values);
}

const host = '/opt/kafka-proxied/bin/host';
function resource(name: string, kind: string, unit: string, wipes: boolean): StateResource {
  const stdin = `stamp 2026 x\nset conf abc\n${wipes ? 'set on_remove wipe\n' : ''}file unit\n  set on_remove wipe\nend\n`;
  return { urn: `urn::${name}`, name, create: `sudo -n ${host} converge ${kind} ${unit}`, stdin, after: [] };
}

const broker = (id: number, wipes = false): StateResource =>
  resource(`cluster1-broker-${id}-conf`, 'broker', `kafka-cluster1-${id}`, wipes);
const zookeeper = (wipes = false): StateResource =>
  resource('cluster1-zookeeper-1-service', 'zookeeper', 'zookeeper-cluster1-1', wipes);
const roll = resource('cluster1-broker-1-roll', 'roll', 'kafka-cluster1-1', false);
const all = [broker(1), broker(2), broker(3), zookeeper(), roll];

describe('the arguments of destroy', () => {
  it('are taken out of those of pulumi', async () => {
    const args = ['--data', '--confirm', 'a', '--confirm=b', '--json'];
    expect(await given(destroy, args)).toEqual([{ data: true, confirm: ['a', 'b'] }, ['--json']]);
    expect(await given(destroy, ['--yes'])).toEqual([{}, ['--yes']]);
  });

  it('name no cluster unless its data goes', async () => {
    await expect(given(destroy, ['--data', '--confirm'])).rejects.toThrow(UsageError);
    const alone = { data: false, confirmed: ['a'], rest: [] };
    await expect(runDestroy({ stack: 'dev' }, alone)).rejects.toThrow(UsageError);
  });
});

describe('a confirmation', () => {
  it('names every cluster, and nothing else', () => {
    expect(notConfirmed(['a', 'b'], ['b', 'a'])).toBeUndefined();
    expect(notConfirmed(['a', 'b'], ['a'])).toContain('b was not confirmed');
    expect(notConfirmed(['a'], [])).toContain('--confirm a');
    expect(notConfirmed(['a'], ['a', 'A'])).toContain('"A" is not a cluster of this stack');
  });

  it('is asked with what will be lost', () => {
    const text = lossText(abandoning('engine3'));
    expect(text).toContain('cluster1: all records of all topics (declared: records)');
    expect(text).toContain('broker 2 on engine2 (/var/lib/kafka-proxied/kafka-cluster1-2)');
    expect(text).not.toContain('broker 3');
    expect(text).toContain('Nothing is removed on engine3');
  });
});

describe('the state', () => {
  it('is read from what pulumi exports; what is secret is empty', () => {
    const urn = 'urn:pulumi:dev::kafka-proxied::a$command:remote:Command::x-secrets';
    const exported = {
      deployment: {
        resources: [
          { urn: 'urn:pulumi:dev::kafka-proxied::pulumi:pulumi:Stack::s', type: 'pulumi:pulumi:Stack' },
          {
            ...{ urn, type: 'command:remote:Command', dependencies: [urn.replace('secrets', 'conf')] },
            inputs: { create: 'c', stdin: { ciphertext: 'v1:' } },
          },
        ],
      },
    };
    expect(parseState(JSON.stringify(exported))).toEqual([
      { urn, name: 'x-secrets', create: 'c', stdin: '', after: ['x-conf'] },
    ]);
    expect(parseState('{"deployment":{}}')).toEqual([]);
  });

  it('tells whose data goes by the recorded setting, not by a line of a file', () => {
    expect(dataHolders([broker(1, true), broker(2), roll]).map(({ unit, wipes }) => [unit, wipes])).toEqual([
      ['kafka-cluster1-1', true],
      ['kafka-cluster1-2', false],
    ]);
  });
});

describe('removing data', () => {
  const urns = (...resources: StateResource[]): string[] => resources.map(({ urn }) => urn);

  it('is recorded first, with whatever does not say so yet', () => {
    expect(planDataRemoval(topology, all)).toEqual({
      ok: true,
      record: urns(broker(1), broker(2), broker(3), zookeeper()),
    });
    expect(planDataRemoval(topology, [broker(1, true), broker(2), broker(3), zookeeper(true)])).toEqual({
      ok: true,
      record: urns(broker(2), broker(3)),
    });
  });

  it('goes on where it was interrupted', () => {
    expect(planDataRemoval(topology, [broker(3, true), zookeeper(true)])).toEqual({ ok: true, record: [] });
  });

  it('is not begun where data of the cluster would stay behind', () => {
    const plan = planDataRemoval(topology, [broker(1), zookeeper()]);
    expect(plan).toMatchObject({ ok: false });
    expect(!plan.ok && plan.reason).toContain('kafka-cluster1-2, kafka-cluster1-3');
    const foreign = planDataRemoval(topology, [...all, broker(4)]);
    expect(!foreign.ok && foreign.reason).toContain('the state contains kafka-cluster1-4');
  });

  it('leaves abandoned hosts alone', () => {
    expect(planDataRemoval(abandoning('engine3'), all)).toEqual({
      ok: true,
      record: urns(broker(1), broker(2), zookeeper()),
    });
    expect(planDataRemoval(abandoning('engine3'), [broker(1, true), broker(3), zookeeper(true)])).toEqual({
      ok: true,
      record: [],
    });
  });
});

describe('the preview of the record', () => {
  const record = [broker(1).urn];
  const stdin = (stamp: string, body: string): { inputs: { stdin: string } } => ({
    inputs: { stdin: `stamp ${stamp}\n${body}end\n` },
  });
  const preview = (...steps: object[]): string => JSON.stringify({ steps });
  const step = (newBody: string, reason = 'other content'): object => ({
    op: 'update',
    urn: record[0],
    oldState: stdin('2026-01-01T00:00:00.000Z old', 'set conf abc\n'),
    newState: stdin(`2026-01-02T00:00:00.000Z ${reason}`, newBody),
  });
  const wanted = 'set conf abc\nset on_remove wipe\n';

  it('shows nothing else', () => {
    expect(changesBeside(preview({ op: 'same', urn: 'urn::other' }, step(wanted)), record)).toEqual([]);
    expect(changesBeside(preview({ op: 'read', urn: 'urn::other' }, step(wanted)), record)).toEqual([]);
    expect(changesBeside('{}', record)).toEqual([]);
  });

  it.each([
    ['another configuration', step('set conf def\nset on_remove wipe\n'), 'its configuration differs'],
    ['a host that is not as recorded', step(wanted, 'zoo.cfg was edited'), 'zoo.cfg was edited'],
    ['another resource', { op: 'update', urn: 'urn::other' }, 'other: update'],
    ['another operation', { op: 'delete', urn: record[0] }, 'cluster1-broker-1-conf: delete'],
  ])('shows %s', (_, found, text) => {
    expect(changesBeside(preview(step(wanted), found), record)).toEqual([expect.stringContaining(text)]);
  });
});
