// Proves how a roll finds brokers that are not where they will be, from bytes as Kafka's protocol has them; not that Kafka
// answers so (the lab does).
import { afterAll, expect, it } from 'vitest';
import { ScriptHost } from '../support/script-host.ts';
import { answerBytes, int, list, string } from '../support/wire-bytes.ts';

const host = new ScriptHost().begin();
const properties = 'broker.id=1\nlisteners=INTERNAL://10.0.0.1:9091,EXTERNAL://10.0.0.1:9191\n';
host.write('/run/kafka-proxied/kafka-c-1/server.properties', properties);
afterAll(() => host.remove());

/** A response of version 1, without topics. */
function response(brokers: [id: number, name: string, port: number, rack: string | null][]): Buffer {
  const each = brokers.map(([id, name, port, rack]) => [
    int(4, id),
    string(name),
    int(4, port),
    string(rack),
  ]);
  return answerBytes(list(each.map((parts) => Buffer.concat(parts))), int(4, 1), list([]));
}

const octal = (bytes: Buffer): string =>
  [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** The lines of a call where brokers 2 and 3 are registered elsewhere than the document wants them. */
function run(call: string, answering: string[], internal = 'PLAINTEXT', answer = response(known)): string[] {
  const { stdout, stderr } = host.shell(
    `become_talk() { cat >${host.path('/asked')}; printf '${octal(answer)}'; }
     getent() { case $2 in engine2) echo '10.0.0.2 STREAM engine2'; echo '10.0.0.22 STREAM' ;; engine3) echo '10.0.0.3 STREAM' ;; esac; }
     speaks_kafka() { case $1 in ${[...answering, '-'].join('|')}) ;; *) false ;; esac; }
     read_document; ${call}`,
    ['roll'],
    [
      ...['stamp T why', 'set id 1', 'set unit kafka-c-1', `set internal ${internal}`, 'set brokers 1 2 3'],
      ...['set doors 10.0.0.1:9291 10.0.0.2:9292 10.0.0.3:9293', 'end', ''],
    ].join('\n'),
  );
  expect(stderr).toBe('');
  return stdout.split(/\s+/).filter(Boolean);
}
const known: [number, string, number, string | null][] = [
  [1, 'engine1', 9091, null],
  [2, 'engine2', 9092, 'rack-b'],
  [300, 'engine3', 70_000, ''],
];

it('a running broker tells where each broker is, whatever racks and numbers they have', () => {
  expect(run('metadata_at 10.0.0.1:9091 none', [])).toEqual([
    ...['member', '1', 'engine1:9091', 'member', '2', 'engine2:9092', 'member', '300', 'engine3:70000'],
    ...['controller', '1', 'whole'],
  ]);
  expect(host.read('/asked')).toBe('\0\0\0\x0e\0\x03\0\x01\0\0\0\x02\ufffd\ufffd\0\0\0\0');
});

it('brokers are asked where they are known to be, at each address of their name, or where they will be', () => {
  const members = response([
    [1, 'engine1', 9091, null],
    [2, 'engine2', 9092, null],
    [3, 'engine3', 9093, null],
  ]);
  const silent = (...answering: string[]): string[] => run('silent_others', answering, 'PLAINTEXT', members);
  expect(silent('10.0.0.22:9092', '10.0.0.3:9093')).toEqual([]);
  expect(silent('10.0.0.2:9292', '10.0.0.3:9093')).toEqual([]);
  expect(silent('10.0.0.2:9092')).toEqual(['3']);
  expect(silent('10.0.0.2:9093', '10.0.0.3:9092')).toEqual(['2', '3']);
  expect(run('silent_others', ['kafka-c-1@10.0.0.2:9092'], 'SSL', members)).toEqual(['3']);
});

it('where the broker does not say, they are asked where they will be', () => {
  expect(run('silent_others', ['10.0.0.2:9292'], 'PLAINTEXT', Buffer.alloc(0))).toEqual(['3']);
});

it('with controllers, brokers are asked who is registered, where they are and will be, and nobody for the quorum', () => {
  const { stdout, stderr } = host.shell(
    `become_talk() { od -An -tu1 -j4 -N2 >>${host.path('/keys')}; printf '${octal(response(known))}'; }
     getent() { echo "10.0.0.\${2#engine} STREAM $2"; }
     read_document; registered_brokers; sort -u ${host.path('/keys')}; wc -l <${host.path('/keys')}`,
    ['roll'],
    [
      ...['stamp T why', 'set id 1', 'set unit kafka-c-1', 'set scope c', 'set controllers 10.0.0.1:9291'],
      ...['set doors 10.0.0.1:9091 10.0.0.2:9292', 'end', ''],
    ].join('\n'),
  );
  expect(stderr).toBe('');
  // Metadata alone (3): of its own broker who there is, then of each at three known places and one more.
  expect(stdout.split(/\s+/).filter(Boolean)).toEqual(['1', '2', '300', '0', '3', '5']);
});
