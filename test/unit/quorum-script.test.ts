// Proves what scripts make of a controller's answer about its quorum, from bytes as Kafka's protocol has them; that Kafka answers so
// the lab proves (test/lab/cases/kraft).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scriptHost } from '../support/script-host.ts';
import { answerBytes, int } from '../support/wire-bytes.ts';

const host = scriptHost();
const now = 1_764_000_000_000;
const noTags = int(1, 0);

/** In the compact formats, a number that is less than 127. */
const compact = (parts: Buffer[]): Buffer => Buffer.concat([int(1, parts.length + 1), ...parts]);
const compactText = (text: string): Buffer => Buffer.concat([int(1, text.length + 1), Buffer.from(text)]);

function long(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return buffer;
}

type Replica = [id: number, caughtUpAt: number];

function quorum(leader: number, voters: Replica[], observers: Replica[], error = 0): Buffer {
  const replica = ([id, at]: Replica): Buffer =>
    Buffer.concat([int(4, id), long(1234), long(at), long(at), noTags]);
  const partition = Buffer.concat([
    ...[int(4, 0), int(2, error), int(4, leader), int(4, 7), long(1234)],
    ...[compact(voters.map(replica)), compact(observers.map(replica)), noTags],
  ]);
  const topic = Buffer.concat([compactText('__cluster_metadata'), compact([partition]), noTags]);
  return answerBytes(noTags, int(2, 0), compact([topic]), noTags);
}

/** What a call prints where each controller gives one of these answers; none: it does not answer. */
function told(
  call: string,
  answers: (Buffer | undefined)[],
  settings: string[] = [],
): { lines: string[]; asked: Buffer } {
  const doors = answers.map((_, index) => `10.0.0.${index + 1}:9291`);
  answers.forEach((answer, index) => host.write(`/answer-10.0.0.${index + 1}:9291`, answer ?? ''));
  const { stdout, stderr } = host.shell(
    `become_talk() { cat >${host.path('/asked')}; cat ${host.path('/answer-')}$1; }
     read_document; ${call}`,
    ['controller'],
    ['stamp T why', `set controllers ${doors.join(' ')}`, ...settings, 'end', ''].join('\n'),
  );
  expect(stderr).toBe('');
  const asked = existsSync(host.path('/asked')) ? readFileSync(host.path('/asked')) : Buffer.alloc(0);
  return { lines: stdout.split('\n').filter(Boolean), asked };
}

const voters: Replica[] = [
  [101, now - 400],
  [102, now],
  [103, now - 60_000],
];
const notActive = quorum(0, [], [], 6);

describe('the quorum', () => {
  it('is told by the active controller, whichever it is', () => {
    const { lines, asked } = told('quorum', [
      notActive,
      quorum(102, voters, [
        [1, now - 20],
        [2, -1],
      ]),
      undefined,
    ]);
    expect(lines).toEqual([
      'leader 102',
      ...['voter 101 400', 'voter 102 0', 'voter 103 60000'],
      ...['observer 1 20', 'observer 2 -1'],
    ]);
    // A request of version 1 with a header of version 2 (tagged fields): topic __cluster_metadata, partition 0.
    expect(asked.subarray(4, 8)).toEqual(Buffer.concat([int(2, 55), int(2, 1)]));
    expect(asked.subarray(15).toString('latin1')).toBe('\x02\x13__cluster_metadata\x02\0\0\0\0\0\0\0');
  });

  it('is nothing where none is active, or none answers', () => {
    expect(told('quorum', [notActive, undefined]).lines).toEqual([]);
  });

  it('is that of one controller, where a second one is still taken for active', () => {
    const { lines } = told('quorum', [quorum(101, voters, []), quorum(102, voters, [])]);
    expect(lines.filter((line) => line.startsWith('leader'))).toEqual(['leader 101']);
    expect(lines).toHaveLength(4);
  });
});

describe('a controller', () => {
  const answer = [
    quorum(102, voters, [
      [1, now - 200],
      [2, now - 30_000],
    ]),
  ];

  it('is caught up if it lags by less than three seconds', () => {
    const { lines } = told(
      'for id in 101 102 103 1 2 9; do quorum | caught_up $id && echo $id; done; true',
      answer,
    );
    expect(lines).toEqual(['101', '102', '1']);
  });

  it.each([
    ['101', '1 3'],
    ['103', '2 3'],
  ])('%s is done without by: %s', (id, expected) => {
    expect(told(`quorum | voters_without ${id}`, answer).lines).toEqual([expected]);
  });

  it('is needed by brokers that fetched lately', () => {
    expect(told('quorum | brokers_seen', answer).lines).toEqual(['1']);
  });
});

describe('the guard', () => {
  const alone = quorum(101, [[101, now]], [[1, now]]);
  const guard = (outcome: string, answers: (Buffer | undefined)[], id = 103): string[] =>
    told(
      `sleep() { SECONDS=$((SECONDS + 60)); }
       guard_controller kraft-c-${id} ${outcome} 2>&1 && echo done`,
      answers,
      [`set id ${id}`, 'set guard_deadline 100'],
    ).lines;

  it('lets one go that a majority can do without', () => {
    expect(guard('restarted', [quorum(102, voters, [[1, now]])])).toEqual(['done']);
  });

  it('keeps one that the majority needs, as long as brokers need it', () => {
    const [text] = guard('restarted', [quorum(102, voters, [[1, now]])], 101);
    expect(text).toContain(
      'was not restarted: broker(s) 1 need it, and without it 1 of 3 controllers have all metadata',
    );
    expect(guard('restarted', [quorum(102, voters, [])], 101)).toEqual(['done']);
  });

  it('lets a single one restart, and stop only when no broker needs it', () => {
    expect(guard('restarted', [alone], 101)).toEqual(['done']);
    expect(guard('stopped', [alone], 101)[0]).toContain('was not stopped');
  });

  it('takes one look without an answer for an election, and several for a cluster that nobody coordinates', () => {
    const count = host.path('/looks');
    const first = told(
      `sleep() { :; }
       quorum() { echo x >>${count}; [ "$(wc -l <${count})" -lt 2 ] || { echo leader 101; echo voter 101 0; echo voter 102 0; echo voter 103 0; }; }
       guard_controller kraft-c-103 restarted && wc -l <${count}`,
      [],
      ['set id 103', 'set guard_deadline 100'],
    );
    expect(first.lines.map(Number)).toEqual([2]);
    expect(guard('restarted', [notActive])).toEqual(['done']);
  });
});
