// Proves how the roll reads Kafka's description of partitions; not that Kafka prints it so (the lab does).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../tools/paths.ts';

const roll = join(projectRoot, 'templates', 'scripts', 'kind-roll.sh');

function run(call: string, partitions: string[]): string[] {
  const printed = execFileSync('bash', ['-c', `. ${JSON.stringify(roll)}; ${call}`], {
    input: partitions.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
  });
  return printed.split('\n').slice(0, -1);
}

// Each line: partition, replicas, in-sync replicas, min.insync.replicas, and the leader where that matters.
describe('stopping a broker', () => {
  const unsafe = (partitions: string[]): string[] => run('unsafe_without 2 "1 2 3"', partitions);

  it('is safe when all replicas are in sync and enough are left', () => {
    expect(unsafe(['t-0 1,2,3 1,2,3 2', 't-1 2,3 3,2 1', 't-2 1,3 1,3 1'])).toEqual([]);
  });
  it('is unsafe while another replica lags', () => {
    expect(unsafe(['t-0 1,2,3 1,2 1'])).toEqual(['t-0 (broker 3 is not in sync)']);
  });
  it('is unsafe when it leaves fewer than the minimum', () => {
    expect(unsafe(['t-0 1,2,3 1,2,3 3'])).toEqual([
      't-0 (would be left with 2 in-sync replicas of at least 3)',
    ]);
  });
  it('is safe for a broker that alone lags, and for a partition that has no other replica', () => {
    expect(unsafe(['t-0 1,2,3 1,3 2', 't-1 2 2 1'])).toEqual([]);
  });
  it('is unsafe when nobody is in sync', () => {
    expect(unsafe(['t-0 1,2 - 1'])).toEqual(['t-0 (broker 1 is not in sync)']);
  });
  it('waits for no broker that is gone for good, and still keeps the minimum', () => {
    const without = (partitions: string[]): string[] => run('unsafe_without 2 "1 2"', partitions);
    expect(without(['t-0 1,2,3 1,2 1', 't-1 2,3 2 0'])).toEqual([]);
    expect(without(['t-0 1,2,3 1,2 2'])).toEqual([
      't-0 (would be left with 1 in-sync replicas of at least 2)',
    ]);
    expect(without(['t-0 1,2,3 2 1'])).toEqual(['t-0 (broker 1 is not in sync)']);
  });
  it('takes id 2 for 2 alone', () => {
    expect(run('unsafe_without 2 "2 12 22"', ['t-0 12,22 12 1'])).toEqual(['t-0 (broker 22 is not in sync)']);
    expect(run('lagging_behind 2', ['t-0 12,22 12 1 12', 't-1 2,12 12 1 12'])).toEqual(['t-1']);
  });
});

describe('a started broker', () => {
  const lagging = (partitions: string[]): string[] => run('lagging_behind 1', partitions);

  it('is awaited until it is in sync for all that it holds', () => {
    expect(lagging(['t-0 1,2 2 1 2', 't-1 1,2 1,2 1 2', 't-2 2,3 2 1 2'])).toEqual(['t-0']);
  });
  it('has nothing to catch up with where nobody leads', () => {
    expect(lagging(['t-0 1,2 2 1 none', 't-1 1,2 2 1 -1'])).toEqual([]);
  });
});

it('reads leaders as Kafka prints them', () => {
  const lines = [
    'Topic: t\tTopicId: x\tPartitionCount: 2\tReplicationFactor: 2\tConfigs: min.insync.replicas=1',
    '\tTopic: t\tPartition: 0\tLeader: none\tReplicas: 1,2\tIsr: 2\tElr: N/A\tLastKnownElr: N/A',
    '\tTopic: t\tPartition: 1\tLeader: 2\tReplicas: 1,2\tIsr: 2',
  ];
  const given = `work=$(mktemp -d); get() { echo 1; }; timeout() { cat; }; describe_partitions; rm -r "$work"`;
  expect(run(`opt_dir=; kafka_tool() { :; }; tool_properties() { :; }; ${given}`, lines)).toEqual([
    't-0 1,2 2 1 none',
    't-1 1,2 2 1 2',
  ]);
});
