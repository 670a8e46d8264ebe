// Does not prove: what lies in places that change by themselves, such as caches. Starts from any lab that is up; takes the lab down and up again, and leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changesSince, fingerprintsOf } from '../../support/lab-fingerprint.ts';
import { exactly, exchange, kafkaOnWorkstation } from '../../support/lab-clients.ts';
import { onHost } from '../../support/lab-places.ts';
import { cluster, confirmed, run, runOk, up } from '../../support/lab-stack.ts';

const managed = [
  ...['engine1', 'engine2', 'engine3', 'gateway'],
  ...['kafkaclientmachine1', 'kafkaclientmachine2'],
];

beforeAll(async () => {
  await up();
  await runOk('destroy', '--yes', '--skip-preview');
  await runOk('lab', 'down');
  await runOk('lab', 'up');
});
afterAll(async () => {
  await up();
});

test('after destroy --data each host is as it was before its first up', async () => {
  const before = await fingerprintsOf(managed);
  await up();
  const client = kafkaOnWorkstation();
  expect(await exchange(client, client, 1000)).toEqual(exactly(1000));
  for (const host of managed.filter((name) => name !== 'gateway'))
    expect(await onHost(host, `kafka topics --cluster ${cluster} --list`)).toContain('records');

  // A fingerprint that sees nothing of a stack that is up would prove nothing of one that is gone.
  const whileUp = await changesSince(before);
  const seen = (host: string, what: RegExp): boolean => (whileUp[host] ?? []).some((line) => what.test(line));
  for (const host of managed)
    for (const what of [/^\/etc\/kafka-proxied: nothing/, /^\/opt\/kafka-proxied: nothing/])
      expect({ host, what, seen: seen(host, what) }).toEqual({ host, what, seen: true });
  const onEngine = [/^\/etc\/hosts: /, /^hosts: /, /^users: .*kafka-proxied/, /^units: .*kafka-cluster1-1/];
  for (const what of onEngine) expect({ what, seen: seen('engine1', what) }).toEqual({ what, seen: true });
  expect(seen('gateway', /^rules: .*kafka_proxied/)).toBe(true);

  const destroyed = await run('destroy', '--data', ...confirmed);
  expect({ code: destroyed.code, said: destroyed.code === 0 ? '' : destroyed.output }).toEqual({
    code: 0,
    said: '',
  });
  expect(await changesSince(before)).toEqual(Object.fromEntries(managed.map((host) => [host, []])));
});
