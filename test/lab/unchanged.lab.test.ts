// Does not prove: that a changed config is applied well. Starts from any lab that is up; brings the dev stack up first.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { onHost } from '../support/lab-places.ts';
import { pids } from '../support/lab-services.ts';
import { changedConfig, devStack, run, runOk, stackFile, up } from '../support/lab-stack.ts';

const property = 'log.retention.hours';

beforeAll(async () => {
  await up();
});

test('a second up leaves every resource unchanged and every process running', async () => {
  const { topology } = await devStack();
  const before = await pids(topology);
  expect(Object.keys(before)).toEqual([
    'zookeeper-cluster1-1',
    'kafka-cluster1-1',
    'kafka-cluster1-2',
    'kafka-cluster1-3',
    'zookeeper-cluster2-1',
    'kafka-cluster2-1',
    'kafka-cluster2-2',
    'kafka-mirror-to-cluster2',
  ]);
  const { done, unchanged } = await up();
  expect(done).toEqual({});
  expect(unchanged).toBeGreaterThan(0);
  expect(await pids(topology)).toEqual(before);
});

test('an up, which previews first, looks at each host once', async () => {
  const { topology } = await devStack();
  const managed = topology.hosts.filter((host) => host.managed).map(({ id }) => id);
  const now = (await onHost('engine1', 'date +%s')).trim();
  await runOk('up', '--yes');
  const looks = `journalctl --quiet --since=@${now} --identifier=sudo --output=cat | grep -c 'COMMAND=.*bash -s --'`;
  const counted = await Promise.all(managed.map(async (host) => [host, (await onHost(host, looks)).trim()]));
  expect(counted).toEqual(managed.map((host) => [host, '1']));
});

test('preview expects no changes', async () => {
  expect(await run('preview', '--expect-no-changes')).toMatchObject({ code: 0 });
});

test('preview --diff of one changed property shows its old and new line in its file, and names what will restart', async () => {
  const { topology } = await devStack();
  const fileBefore = readFileSync(stackFile);
  const before = await pids(topology);
  let was = 0;
  const config = changedConfig(({ settings }) => {
    was = Number(settings[property]);
    settings[property] = was - 1;
  });
  const shown = await runOk('preview', '--diff', '--config-file', config);
  const changes = shown.split('\n').filter((line) => /^\s*[-+] /.test(line) && line.includes(property));
  expect(changes.map((line) => line.trim().replace(/\s+/, ' '))).toEqual(
    [1, 2, 3].flatMap(() => [`- ${property}=${was}`, `+ ${property}=${was - 1}`]),
  );
  // Each pair stands in the file that it will land in.
  for (const part of shown.split(`- ${' '.repeat(2)}${property}=${was}`).slice(0, 3)) {
    expect(
      part
        .match(/^\s*file \S+/gm)
        ?.at(-1)
        ?.trim(),
    ).toBe('file server.properties');
  }
  expect(shown.match(/^.* will be restarted: its configuration changes$/gm)?.sort()).toEqual(
    [1, 2, 3].map((id) => `kafka-cluster1-${id} on engine${id} will be restarted: its configuration changes`),
  );
  expect(shown).toMatch(/~ 6 to update\n +\d+ unchanged$/m);
  expect(await pids(topology)).toEqual(before);
  expect(readFileSync(stackFile)).toEqual(fileBefore);
});

test('a file that was edited by hand on one host is restored by the next up, which touches nothing else', async () => {
  const { topology } = await devStack();
  const before = await pids(topology);
  const file = '/etc/kafka-proxied/kafka-cluster1-2/current/server.properties';
  const look = `sha256sum ${file}; stat -c '%a %U:%G' ${file}`;
  const good = await onHost('engine2', look);
  await onHost('engine2', `sed -i 's/^log.retention.hours=.*/log.retention.hours=1/' ${file}`);
  expect(await onHost('engine2', look)).not.toBe(good);
  expect((await up()).done).toEqual({ update: ['cluster1-broker-2-conf'] });
  expect(await onHost('engine2', look)).toBe(good);
  expect(await pids(topology)).toEqual(before);
  expect((await up()).done).toEqual({});
});

test('a name that was edited by hand in /etc/hosts is restored by the next up, which restarts nothing', async () => {
  const { topology } = await devStack();
  const before = await pids(topology);
  const good = await onHost('engine2', 'cat /etc/hosts');
  await onHost('engine2', `sed -i 's/^10\\.48\\.1\\.83 engine3$/10.48.1.84 engine3/' /etc/hosts`);
  expect(await onHost('engine2', 'cat /etc/hosts')).not.toBe(good);
  expect((await up()).done).toEqual({ update: ['engine2-base', 'engine2-names-withdrawn'] });
  expect(await onHost('engine2', 'cat /etc/hosts')).toBe(good);
  expect(await pids(topology)).toEqual(before);
});
