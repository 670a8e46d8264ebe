// Proves what the roll makes of partitions and of a refusal; how Kafka's words are read stands in cluster-state.test.ts.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../lib/paths.ts';
import { partitionLines } from '../support/cluster-lines.ts';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const roll = join(projectRoot, 'templates', 'scripts', 'kind-roll.sh');

function run(call: string, partitions: string[]): string[] {
  const printed = execFileSync('bash', ['-c', `. ${JSON.stringify(roll)}; ${call}`], {
    input: partitionLines(...partitions)
      .map((line) => `${line}\n`)
      .join(''),
    encoding: 'utf8',
  });
  return printed.split('\n').slice(0, -1);
}

// Each as `partitionLines` takes it.
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
  it('waits for no abandoned broker, and still keeps the minimum', () => {
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
    expect(lagging(['t-0 1,2 2 1 -'])).toEqual([]);
  });
});

describe('a cluster whose authorizer turns the broker away', () => {
  const host = scriptHost();

  /** What the guard says; `java` answers each tool as given. */
  function guard(answers: Record<string, string>, held: string[] = []): ShellResult {
    const cases = Object.entries(answers).map(([word, body]) => `*${word}*) ${body} ;;`);
    host.write('/usr/bin/java', `#!/bin/bash\ncase "$*" in ${cases.join(' ')} esac\n`, 0o755);
    for (const folder of held) host.write(`/var/lib/kafka-proxied/kafka-c-1/data/${folder}/x`, '');
    const settings = {
      ...{
        id: 1,
        brokers: '1',
        doors: '',
        unit: 'kafka-c-1',
        bootstrap: 'h:1',
        version: '3.9.2',
        min_isr: 1,
      },
      ...{ zookeeper: '', guard_deadline: 0, topic_tool: 'TopicCommand' },
    };
    const set = Object.entries(settings).map(
      ([name, value]) => `printf '%s\\n' '${value}' >"$work/set/${name}"`,
    );
    const lines = [
      `work=$(mktemp -d); mkdir "$work/set"`,
      ...set,
      'registered_brokers() { echo 1; }',
      'await_safe_to_stop kafka-c-1 && echo safe',
    ];
    return host.shell(host.moved(lines.join('\n')), ['roll']);
  }

  it('is named at once, and nothing is stopped', () => {
    const { code, stdout, stderr } = guard({
      TopicCommand: 'echo "Error while executing topic command : Topic authorization failed."; exit 1',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'kafka-c-1 was not restarted: an answer of the cluster about its topics, which it refuses (Topic authorization failed.)',
    );
    expect(stderr).toContain('does not let User:ANONYMOUS do that');
    expect(stderr).toContain('Nothing was stopped');
  });

  it('does not take topics that it is not told of for none', () => {
    const refuses =
      'echo "Caused by: org.apache.kafka.common.errors.TopicAuthorizationException: Topic authorization failed." >&2; exit 1';
    const { code, stderr } = guard({ TopicCommand: ':', ConfigCommand: refuses }, [
      'my-topic-0',
      'my-topic-1',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('which it refuses (TopicAuthorizationException: Topic authorization failed.)');
  });

  it('passes over what is left of topics that are gone', () => {
    const unknown = 'echo "UnknownTopicOrPartitionException" >&2; exit 1';
    const { code, stdout } = guard({ TopicCommand: ':', ConfigCommand: unknown }, [
      'gone-0',
      'x-1.abc-delete',
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'safe\n' });
  });
});
