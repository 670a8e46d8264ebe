// Proves what scripts make of a broker's answers, and what they ask, from bytes as Kafka's protocol has them; that Kafka
// answers so, and as its tool for topics does, the lab proves (test/lab/roll).
import { expect, it } from 'vitest';
import { scriptHost } from '../support/script-host.ts';
import { answerBytes, int, list, string } from '../support/wire-bytes.ts';

const host = scriptHost();
const topicAuthorizationFailed = 29;
const source = { topic: 1, file: 4, kafka: 5 };

interface Topic {
  name: string;
  error?: number;
  partitions?: [leader: number, replicas: number[], isr: number[]][];
}

const ids = (numbers: number[]): Buffer => list(numbers.map((id) => int(4, id)));

function metadata(topics: Topic[], brokers = [1]): Buffer {
  const told = topics.map(({ name, error = 0, partitions = [] }) =>
    Buffer.concat([
      ...[int(2, error), string(name), int(1, 0)],
      list(
        partitions.map(([leader, replicas, isr], index) =>
          Buffer.concat([int(2, 0), int(4, index), int(4, leader), ids(replicas), ids(isr)]),
        ),
      ),
    ]),
  );
  const known = brokers.map((id) =>
    Buffer.concat([int(4, id), string(`engine${id}`), int(4, 9091), string(null)]),
  );
  return answerBytes(list(known), int(4, brokers.at(-1) ?? -1), list(told));
}

function minimums(values: [name: string, value: string, from: number][]): Buffer {
  const synonym = Buffer.concat([string('min.insync.replicas'), string('1'), int(1, source.kafka)]);
  const told = values.map(([name, value, from]) => {
    const entry = [string('min.insync.replicas'), string(value), int(1, 0), int(1, from), int(1, 0)];
    const entries = list([Buffer.concat([...entry, list([synonym])])]);
    return Buffer.concat([int(2, 0), string(null), int(1, 2), string(name), entries]);
  });
  return answerBytes(int(4, 0), list(told));
}

/** Of whom a door is asked, and what is asked there. */
interface Asked {
  door: string;
  request: Buffer;
}

/** What `describe_topics` finds where these answers are given, one a connection. @param before lines of bash */
function described(answers: Buffer[], before = ''): { code: number | null; stdout: string; asked: Asked[] } {
  host.write('/run/kafka-proxied/kafka-c-1/server.properties', 'listeners=INTERNAL://10.0.0.1:9091\n');
  answers.forEach((answer, index) => host.write(`/answer-${index + 1}`, answer));
  host.write('/usr/bin/java', '#!/bin/bash\necho "the tool was asked" >&2\nexit 1\n', 0o755);
  const lines = `
    become_talk() { local n; n=$(($(cat ${host.path('/count')} 2>/dev/null || echo 0) + 1)); echo $n >${host.path('/count')}
      echo "$1" >${host.path('/door-')}$n; cat >${host.path('/asked-')}$n; cat ${host.path('/answer-')}$n; }
    getent() { echo "10.0.0.\${2#engine} STREAM $2"; }
    read_document; ${before}
    describe_topics || { echo "waited for $waiting_for"; false; }`;
  const document = ['stamp T why', 'set id 1', 'set unit kafka-c-1', 'set min_isr 1', 'set version 3.9.2'];
  const { code, stdout } = host.shell(
    host.moved(lines),
    ['roll'],
    [...document, 'set topic_tool TopicCommand', 'set bootstrap 10.0.0.1:9091', 'end', ''].join('\n'),
  );
  const asked = answers.map((_, index) => ({
    door: host.read(`/door-${index + 1}`).trim(),
    request: host.bytes(`/asked-${index + 1}`),
  }));
  return { code, stdout, asked };
}

const records: Topic = {
  name: 'records',
  partitions: [
    [2, [2, 300], [300, 2]],
    [-1, [70_000, 1], []],
  ],
};
const single: Topic = { name: 'a.b_c-1', partitions: [[1, [1], [1]]] };

it('partitions are told in the lines of the cluster state, without a start of Java', () => {
  const { code, stdout } = described([
    metadata([]),
    metadata([records, single]),
    minimums([
      ['records', '2', source.topic],
      ['a.b_c-1', '7', source.kafka],
    ]),
  ]);
  expect(stdout.split('\n')).toEqual([
    'partition\trecords\t0\t2\t2,300\t300,2\t2',
    'partition\trecords\t1\t-\t70000,1\t-\t2',
    'topic\trecords\t2\t-',
    'partition\ta.b_c-1\t0\t1\t1\t1\t1',
    'topic\ta.b_c-1\t1\t-',
    '',
  ]);
  expect(code).toBe(0);
});

it('the controller is asked for all topics, and then what each has of min.insync.replicas', () => {
  const { asked } = described([
    metadata([], [1, 2]),
    metadata([single], [1, 2]),
    minimums([['a.b_c-1', '2', source.file]]),
  ]);
  const request = (key: number, ...body: Buffer[]): Buffer => {
    const whole = Buffer.concat([int(2, key), int(2, 1), int(4, 2), string(null), ...body]);
    return Buffer.concat([int(4, whole.length), whole]);
  };
  const named = Buffer.concat([int(1, 2), string('a.b_c-1'), list([string('min.insync.replicas')])]);
  expect(asked).toEqual([
    { door: '10.0.0.1:9091', request: request(3, int(4, 0)) },
    { door: '10.0.0.2:9091', request: request(3, int(4, -1)) },
    { door: '10.0.0.2:9091', request: request(32, list([named]), int(1, 0)) },
  ]);
});

it('a cluster without topics has none', () => {
  expect(described([metadata([]), metadata([])])).toMatchObject({ code: 0, stdout: '' });
});

const aTopic = metadata([single]);

it.each<[string, Buffer[], string?]>([
  ['does not answer', [Buffer.alloc(0)]],
  ['breaks off', [aTopic.subarray(0, 60)]],
  ['refuses a topic', [metadata([{ name: 'x', error: topicAuthorizationFailed }])]],
  ['knows no broker, right after its start', [metadata([], [])]],
  ['breaks off with the minimums', [aTopic, minimums([['a.b_c-1', '1', source.file]]).subarray(0, 30)]],
  ['leaves a topic out of the minimums', [aTopic, minimums([])]],
  ['tells no minimum of a topic', [aTopic, minimums([['a.b_c-1', '', source.file]])]],
  [
    'does not know a topic whose partition this host holds',
    [metadata([])],
    'mkdir -p /var/lib/kafka-proxied/kafka-c-1/data/other-0',
  ],
])('where the controller %s, the tool is asked', (_, answers, before = '') => {
  expect(described([metadata([]), ...answers], before)).toMatchObject({
    code: 1,
    stdout: 'waited for an answer of the cluster about its topics: the tool was asked\n',
  });
});

it('where the broker of this host does not say who the controller is, the tool is asked', () => {
  expect(described([Buffer.alloc(0)])).toMatchObject({ code: 1 });
  expect(described([metadata([], [])])).toMatchObject({ code: 1 });
});

it('whoever reads the answer does not wait for the connection, which the broker keeps open', () => {
  // It goes on for longer than a test may take.
  const open = `become_talk() { cat >/dev/null; printf '\\0\\0\\0\\4\\0\\0\\0\\2'; exec sleep 120; }`;
  const { stdout } = host.shell(
    `${open}; read_document; speaks_kafka 10.0.0.1:9091 >"$work/said" && echo yes`,
    ['roll'],
    'stamp T why\nset id 1\nend\n',
  );
  expect(stdout).toBe('yes\n');
});

it.each([
  ['nothing', ''],
  ['something else', 'SSH-2.0-OpenSSH_9.2\\n'],
  ['bytes that are no length', '\\377\\377\\377\\377x'],
  ['the answer to another question', '\\0\\0\\0\\4\\0\\0\\0\\7'],
])('what answers with %s is no broker', (_, answer) => {
  const { stdout } = host.shell(
    `become_talk() { cat >/dev/null; printf '${answer}'; }; read_document; speaks_kafka 10.0.0.1:9091 || echo no`,
    ['roll'],
    'stamp T why\nset id 1\nend\n',
  );
  expect(stdout).toBe('no\n');
});
