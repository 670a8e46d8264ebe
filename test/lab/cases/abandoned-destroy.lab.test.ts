// Does not prove: what a host that comes back later still runs. Starts from any lab that is up; takes the lab down and up again at the end, and leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { onHost } from '../../support/lab-places.ts';
import { confirmed, run, runOk, stackFile, up } from '../../support/lab-stack.ts';
import { wiped } from '../../support/lab-wipe.ts';

const gone = 'engine3';
const here = ['engine1', 'engine2'];
let config = '';

beforeAll(async () => {
  await up();
  config = editedConfig(stackFile, (own) => (own['kafka-proxied:abandonHosts'] = [gone]));
});
// The state is empty by now; what still runs on the gone host goes with its disk.
afterAll(async () => {
  await runOk('lab', 'down');
  await runOk('lab', 'up');
  await up();
});

const data = (host: string): Promise<string> =>
  onHost(
    host,
    'ls /var/lib/kafka-proxied 2>/dev/null || echo none; ls -d /opt/kafka-proxied /etc/kafka-proxied 2>/dev/null || true',
  );

test('destroy, with and without --data, goes on without a host that is gone, and says so', async () => {
  await powerOff(gone);
  const refused = await run('destroy', '--yes', '--skip-preview');
  expect(refused.code).not.toBe(0);
  expect(refused.output).toMatch(/engine3: [^\n]*abandonHosts/);

  const kept = await run('destroy', '--yes', '--skip-preview', '--config-file', config);
  expect({ code: kept.code, said: kept.code === 0 ? '' : kept.output }).toEqual({ code: 0, said: '' });
  expect(kept.output).toContain('Nothing is read, changed or removed on engine3, also not by destroy');
  expect(await data('engine1')).toBe('kafka-cluster1-1\nzookeeper-cluster1-1');
  expect(await data('engine2')).toBe('kafka-cluster1-2');

  // It comes back with what it had, which the state no longer knows.
  await runOk('lab', 'up');
  const returned = await run('up', '--yes', '--skip-preview');
  expect(returned.code).not.toBe(0);
  expect(returned.output).toMatch(/engine3: has \d+ resources of kafka-proxied\/dev, but none is in/);
  await onHost(gone, wiped('kafka-cluster1-3'));
  await up();
  await powerOff(gone);
  const removed = await run('destroy', '--data', ...confirmed, '--config-file', config);
  expect({ code: removed.code, said: removed.code === 0 ? '' : removed.output }).toEqual({
    code: 0,
    said: '',
  });
  expect(removed.output).toContain('Nothing is removed on engine3');
  for (const host of here) expect(await data(host)).toBe('none');
  await runOk('lab', 'up');
  expect(await data(gone)).toContain('kafka-cluster1-3\n');
});
