// Does not prove: a power cut of the operator's machine. Starts from any lab that is up; takes the lab down and up again, and leaves the dev stack up.
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mendLink, worsenLink } from '../../support/lab-faults.ts';
import { runsDir } from '../../../cli/runs/record.ts';
import { kafkaServices } from '../../../cli/units.ts';
import { type Kill, leftRunning, said, upKilledAt, type Victim } from '../../support/lab-killed.ts';
import { onHost } from '../../support/lab-places.ts';
import { services, startsSince } from '../../support/lab-services.ts';
import { devStack, run, runOk, tryUp, up, withoutDebug, withSetting } from '../../support/lab-stack.ts';

/** Moves each kill within its step; KILLED_UP_SEED repeats a run. */
const seed = Number(process.env['KILLED_UP_SEED'] ?? randomInt(1e6));
const ids = [1, 2, 3];
const property = 'log.cleaner.backoff.ms';
const value = 15_002;
const archiveMegabits = 100;

/** A pseudo-random number from 0 to `limit`, by the seed and what it is for. */
function seeded(what: string, limit: number): number {
  let state = seed;
  for (const character of what) state = (Math.imul(state, 31) + character.charCodeAt(0)) >>> 0;
  return (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0) % limit;
}

function kill(victim: Victim, moment: RegExp, withinMs: number): Kill {
  return { victim, moment, delayMs: seeded(`${victim} ${moment.source}`, withinMs) };
}

/** The up after a kill says whose lock it found, ends, and leaves nothing to do; no process of a run is left. */
async function expectConverges(config?: string): Promise<string> {
  const next = await tryUp(config);
  const text = withoutDebug(next.output);
  expect({ code: next.code, text: next.code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
  expect(text).toMatch(/An earlier run was interrupted: root on workstation \(process \d+\), since /);
  const { topology } = await devStack();
  const before = await services(topology);
  expect((await tryUp(config)).done).toEqual({});
  expect(await services(topology)).toEqual(before);
  expect(leftRunning()).toEqual([]);
  expect(readdirSync(runsDir)).toEqual([]);
  return text;
}

/** Nothing half-written lies on a host: no file under a temporary name, no archive, no half-unpacked version. */
async function expectWholeFiles(): Promise<void> {
  const { topology } = await devStack();
  const look = `
    find /etc/kafka-proxied /opt/kafka-proxied/bin /opt/kafka-proxied/staging -name '.*.??????' -o -path '*/staging/*'
    ls -A /opt/kafka-proxied/versions 2>/dev/null | grep -vx 3.9.2 || true
    if command -v dpkg >/dev/null; then dpkg --audit; else rpm --verify --all --noconfig; fi`;
  for (const { id } of topology.hosts.filter(({ managed }) => managed))
    expect({ host: id, found: await onHost(id, look) }).toEqual({ host: id, found: '' });
}

async function bareHosts(): Promise<void> {
  await runOk('lab', 'down');
  await runOk('lab', 'up');
}

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

test.each<Victim>(['pulumi', 'all'])(
  `${'%s'} killed hard while a broker restarts (seed ${seed}): the next up converges, and no broker restarts twice`,
  async (victim) => {
    const { topology } = await devStack();
    const before = await services(topology);
    const config = withSetting(property, value + (victim === 'all' ? 1 : 0));
    const killed = await upKilledAt(kill(victim, said('starting kafka-cluster1-'), 3_000), config);
    // Only the wrapper that was left alive can say so.
    expect(killed.includes('pulumi was killed')).toBe(victim === 'pulumi');
    await expectConverges(config);

    for (const id of ids) {
      const unit = `kafka-cluster1-${id}`;
      const running = await onHost(
        `engine${id}`,
        `sed -n 's/^${property}=//p' /run/kafka-proxied/${unit}/server.properties`,
      );
      expect(running).toBe(String(value + (victim === 'all' ? 1 : 0)));
      const starts = await startsSince(`engine${id}`, unit, before[unit]?.invocation ?? '');
      expect({ unit, starts }).toEqual({ unit, starts: 1 });
    }
    expect(await run('preview', '--expect-no-changes', '--config-file', config)).toMatchObject({ code: 0 });
  },
);

interface Moment {
  where: string;
  victim: Victim;
  moment: RegExp;
  withinMs: number;
  /** A resource whose making nobody recorded. */
  begun: RegExp;
}

// A host's script says so on standard error, and pulumi shows it; the copy's begin is an event of the engine's.
const moments: Moment[] = [
  {
    where: 'in the installation of Java',
    victim: 'pulumi',
    moment: said('installing Java'),
    withinMs: 4_000,
    begun: /engine\d-base/,
  },
  {
    where: 'in the archive’s copy',
    victim: 'all',
    moment: /"resourcePreEvent".*"op":"create".*engine2-kafka-3\.9\.2-archive"/,
    withinMs: 3_000,
    begun: /engine2-kafka-3\.9\.2-archive/,
  },
  {
    where: 'in a first start',
    victim: 'pulumi',
    moment: said('starting kafka-cluster1-'),
    withinMs: 2_000,
    begun: /cluster1-broker-\d-roll/,
  },
];

test.each(moments)(
  `killed hard $where on bare hosts (seed ${seed}): the next up converges, and each service was started once`,
  async ({ victim, moment, withinMs, begun }) => {
    await runOk('destroy', '--yes', '--skip-preview');
    await bareHosts();
    await worsenLink('engine2', { megabits: archiveMegabits });
    try {
      await upKilledAt(kill(victim, moment, withinMs));
    } finally {
      await mendLink('engine2');
    }
    const text = await expectConverges();
    // What nobody recorded is told, and then forgotten.
    expect(text.split('\n').find((line) => line.includes('Interrupted: creating'))).toMatch(begun);
    expect(text).not.toMatch(/Attempting to deploy or update resources with \d+ pending operations/);
    await expectWholeFiles();
    const { topology } = await devStack();
    for (const { host, unit } of kafkaServices(topology))
      expect({ unit, starts: await startsSince(host, unit, '') }).toEqual({ unit, starts: 1 });
  },
);
