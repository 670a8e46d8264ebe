// Does not prove machines of another address plan, or names in DNS. Starts from any lab that is up; leaves hosts without a stack.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localDir } from '../../../lib/paths.ts';
import { exactly, exchange, kafkaOn } from '../../support/lab-clients.ts';
import { confirmed, npmRun, run, runOk, up } from '../../support/lab-stack.ts';
import { type Dialog, enter, line, typeInto } from '../../support/pseudo-terminal.ts';

const stack = 'asked';
const folder = join(localDir, 'test', 'init');
const file = join(folder, `Pulumi.${stack}.yaml`);
const asked = ['--stack', stack, '--config-file', file];
const patienceMs = 120_000;

const managed = ['engine1', 'engine2', 'engine3', 'gateway', 'kafkaclientmachine2'];

/** The lab's machines, by the questions of `init`; what it finds out by itself is agreed to. */
const dialog: Dialog = [
  ['Name of the stack', line(stack)],
  ['Machines for Kafka', line('engine1=10.48.1.81 engine2=10.48.1.82 engine3=10.48.1.83')],
  ['Address ranges', enter],
  ['through a gateway', enter],
  ['The gateway', line('gateway=10.48.1.1')],
  ['Public name', line('my-public-domain')],
  ['resolve it', line('hosts')],
  ['Public address', line('203.0.113.98')],
  ['User to log in as', line('operator')],
  ['Port of sshd', enter],
  ['Private key file', line('agent:.local/lab/ssh/agent.sock')],
  ['Name of the cluster', enter],
  ['Kafka version', enter],
  ['ZooKeeper servers', line('1=engine1')],
  ["ZooKeeper's port", enter],
  ['Brokers (ID', enter],
  ['brokers for inside clients', enter],
  ['that the gateway forwards to', enter],
  ['that forward to the brokers', enter],
  ['that forward to ZooKeeper', line('none')],
  ['Other machines', line('workstation=10.48.1.85 kafkaclientmachine2=198.51.100.141')],
  ['never be logged in', line('workstation')],
  ['known_hosts', line('none')],
  ...managed.map((name) => [`host key of ${name} `, line('yes')] as const),
  ['TLS for clients outside', enter],
  ['between brokers', enter],
  ['Topics', line('records=6')],
  ['Write ', line('yes')],
];

beforeAll(async () => {
  await up();
  await runOk('destroy', '--data', ...confirmed);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});
afterAll(async () => {
  await runOk('destroy', ...asked, '--data', '--confirm', stack);
});

/** Sets keys that `init` left as comments: the lab's machines are small. */
function setCommented(...keys: [from: string, to: string][]): void {
  const text = readFileSync(file, 'utf8');
  for (const [from] of keys) expect(text).toContain(from);
  writeFileSync(
    file,
    keys.reduce((all, [from, to]) => all.replace(from, to), text),
  );
}

test('what is typed becomes a stack that comes up, whose routes all answer', async () => {
  const { code, shown } = await typeInto(npmRun('init', '--lab', '--config-file', file), dialog, patienceMs);
  expect(code, shown).toBe(0);
  for (const name of managed) expect(shown).toContain(`${name} shows SHA256:`);
  expect(shown).toMatch(/kafkaclientmachine2 +broker 3 of asked +my-public-domain:19093/);
  setCommented(
    ['# heap: {broker: 1g, zookeeper: 512m}', 'heap: {broker: 256m, zookeeper: 128m}'],
    ['# subject: {O: Example, L: Bern, C: CH}', 'subject: {O: Example, L: Bern, C: CH}'],
    ['# settings:', 'settings:'],
    ['#   log.retention.hours: 168', '  log.retention.hours: 72'],
  );

  await runOk('up', ...asked, '--yes');
  // Pulumi has written its salt there, and kept the line by which editors find the schema.
  expect(readFileSync(file, 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.\.\/\.\.\/docs\/stack-file\.schema\.json\n[^]*\nencryptionsalt: /,
  );
  const on = (name: string) => kafkaOn(name, { cluster: stack, topic: 'records' });
  expect(await exchange(on('kafkaclientmachine2'), on('engine2'), 300)).toEqual(exactly(300));
  expect(await exchange(on('engine3'), on('kafkaclientmachine2'), 300)).toEqual(exactly(300));
  const doctor = await run('doctor', ...asked);
  expect(doctor.code, doctor.output).toBe(0);
  const again = await runOk('up', ...asked, '--yes');
  expect(again).toMatch(/\d+ unchanged/);
  expect(again).not.toMatch(/\d+ (created|updated|replaced|deleted)/);
});
