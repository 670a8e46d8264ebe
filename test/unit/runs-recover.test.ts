// Does not prove what pulumi leaves behind when it is killed: the lab does. These are the rules for it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type JudgedLock, judgeLock, type Lock, readLocks } from '../../cli/runs/locks.ts';
import { describePending, parseRecorded, readRecorded } from '../../pulumi/state.ts';
import { machine, type ProcessTable } from '../../cli/runs/processes.ts';
import {
  abandonedRuns,
  addKeeper,
  closeRun,
  markVariable,
  openRun,
  keptLookOf,
  watchListOf,
} from '../../cli/runs/record.ts';
import { planRecovery } from '../../cli/runs/recover.ts';
import { checkpointOf } from '../../cli/state/files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lock: Lock = { pid: 4711, username: 'ann', hostname: 'desk', timestamp: '2026-01-02T03:04:05.678Z' };

/** A machine on which one process started at that time. */
function tableWith(pid: number, startedAt: string): ProcessTable {
  return {
    ...machine,
    find: (wanted) => (wanted === pid ? { pid, start: 1 } : undefined),
    startedAt: () => new Date(startedAt),
  };
}

describe('a lock', () => {
  it.each([
    ['held', 'its process lives', tableWith(4711, '2026-01-02T03:04:00Z'), ['desk']],
    ['left', 'no process has its id', tableWith(1, '2026-01-02T03:04:00Z'), ['desk']],
    ['left', 'a later process has its id', tableWith(4711, '2026-01-02T03:05:00Z'), ['desk']],
    ['elsewhere', 'another machine took it', tableWith(4711, '2026-01-02T03:04:00Z'), ['couch']],
  ])('is %s when %s', (state, _, table, hosts) => {
    expect(judgeLock(lock, hosts, table)).toBe(state);
  });

  it('is read from the backend, and half of one is none', () => {
    const place = join(folder, '.pulumi/locks/organization/kafka-proxied/dev');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'a.json'), JSON.stringify(lock));
    writeFileSync(join(place, 'b.json'), '{"pid":');
    writeFileSync(join(place, 'a.json.attrs'), '{}');
    expect(readLocks('dev', folder)).toEqual([lock]);
    expect(readLocks('other', folder)).toEqual([]);
  });
});

const urn = (name: string) => `urn:pulumi:dev::kafka-proxied::command:remote:Command::${name}`;
const exported = JSON.stringify({
  deployment: {
    resources: [{ urn: urn('a'), type: 'command:remote:Command' }],
    pending_operations: [
      { type: 'creating', resource: { urn: urn('b') } },
      { type: 'updating', resource: { urn: urn('a') } },
      { type: 'creating', resource: { urn: urn('b') } },
      { type: 'creating', resource: { urn: urn('a') } },
    ],
  },
});

describe('pending operations', () => {
  it('are read by name, each once', () => {
    const { pending, resources } = parseRecorded(exported);
    expect(describePending(pending)).toBe('creating a, b; updating a');
    expect(resources).toHaveLength(1);
    expect(parseRecorded('{"deployment":null}')).toEqual({ resources: [], pending: [] });
  });

  /** A pulumi that says one thing. */
  function pulumiThat(script: string): string {
    const pulumi = join(folder, 'pulumi');
    writeFileSync(pulumi, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return pulumi;
  }

  it('are what pulumi says, however its backend keeps them', async () => {
    const pulumi = pulumiThat(`cat <<'EOF'\n${exported}\nEOF`);
    expect(await readRecorded({ pulumi, stack: 'dev' })).toEqual(parseRecorded(exported));
  });

  it('are none for a stack that was never made; what can’t be read is no such stack', async () => {
    const nothing = pulumiThat("echo 'error: no stack named dev found' >&2; exit 6");
    expect(await readRecorded({ pulumi: nothing, stack: 'dev' })).toEqual({ resources: [], pending: [] });
    const broken = pulumiThat("echo 'error: unexpected end of JSON input' >&2; exit 255");
    await expect(readRecorded({ pulumi: broken, stack: 'dev' })).rejects.toThrow(/unexpected end of JSON/);
  });

  it.each([
    ['dev.json', true],
    ['dev.json.gz', true],
    ['dev.json.zst', true],
    ['dev.json.gz.bak', false],
    ['dev.json.attrs', false],
    ['dev2.json', false],
  ])('%s in the backend’s folder: the stack is there: %s', (file, there) => {
    const stacks = join(folder, '.pulumi/stacks/kafka-proxied');
    expect(checkpointOf('dev', folder)).toBeUndefined();
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, file), '');
    expect(checkpointOf('dev', folder) !== undefined).toBe(there);
  });
});

const judged = (state: JudgedLock['state']): JudgedLock[] => [{ ...lock, state }];
const creating = [{ type: 'creating', name: 'engine1-base' }];
const updating = [{ type: 'updating', name: 'engine1-base' }];

describe('recovery', () => {
  it('does nothing where nothing was left', () => {
    expect(planRecovery('up', 'dev', [], [])).toEqual({ found: [], cancel: false, clear: false });
  });

  it('frees the lock of a process that is gone, and clears what is pending', () => {
    const plan = planRecovery('up', 'dev', judged('left'), creating);
    expect(plan).toMatchObject({ cancel: true, clear: true });
    expect(plan.found.join('\n')).toMatch(/ann on desk \(process 4711\), since 2026-01-02T03:04:05Z/);
    expect(plan.found.join('\n')).toContain('creating engine1-base');
    expect(planRecovery('up', 'dev', [], updating)).toMatchObject({ cancel: false, clear: true });
  });

  it.each(['up', 'destroy', 'refresh'] as const)('refuses %s while another run goes on', (command) => {
    expect(() => planRecovery(command, 'dev', judged('held'), [])).toThrow(/process 4711[^]*kill -INT 4711/);
    expect(() => planRecovery(command, 'dev', judged('elsewhere'), [])).toThrow(/another machine[^]*cancel/);
  });

  it('lets a preview go on, and says what it saw', () => {
    for (const state of ['held', 'left', 'elsewhere'] as const) {
      const plan = planRecovery('preview', 'dev', judged(state), creating);
      expect(plan).toMatchObject({ cancel: false, clear: false });
      expect(plan.found).toHaveLength(1);
    }
  });

  it('refuses a destroy that would leave behind what a killed up had begun to make', () => {
    expect(() => planRecovery('destroy', 'dev', judged('left'), creating)).toThrow(
      /engine1-base[^]*npm run up[^]*--clear-pending-creates/,
    );
    expect(planRecovery('destroy', 'dev', judged('left'), updating)).toMatchObject({
      cancel: true,
      clear: false,
    });
  });

  it('leaves pending operations to a refresh', () => {
    expect(planRecovery('refresh', 'dev', [], creating)).toMatchObject({ cancel: false, clear: false });
  });
});

describe.runIf(process.platform === 'linux')('what a run started', () => {
  /** A process, and one below it in a session of its own, that carry the mark. */
  function startMarked(mark: string): Promise<number> {
    const child = spawn('sh', ['-c', 'setsid sleep 60 & echo up; wait'], {
      env: { ...process.env, [markVariable]: mark },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new Promise((resolve) => child.stdout.once('data', () => resolve(child.pid ?? 0)));
  }

  it('is ended when the run is closed, wherever it went; nothing else is', async () => {
    const other = spawn('sleep', ['60'], { env: { ...process.env, [markVariable]: 'another-run' } });
    const run = openRun('dev', 'up', folder);
    const pid = await startMarked(run.mark);
    addKeeper(run, pid, folder);
    expect(abandonedRuns('dev', folder)).toEqual([]);
    for (const file of [watchListOf(run, folder), keptLookOf(run, folder)])
      for (const ending of ['', '.new']) writeFileSync(`${file}${ending}`, '[]');
    expect(await closeRun(run, folder)).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
    expect(machine.find(pid)).toBeUndefined();
    expect(machine.marked(markVariable, run.mark)).toEqual([]);
    expect(machine.find(other.pid ?? 0)).toBeDefined();
    other.kill();
  });

  it('is ended as well when the first look missed it, as one between two programs', async () => {
    const run = openRun('dev', 'up', folder);
    await startMarked(run.mark);
    let looks = 0;
    const late: ProcessTable = {
      ...machine,
      marked: (...asked) => machine.marked(...asked).slice(0, looks++ === 0 ? 1 : undefined),
    };
    await vi.waitFor(() => expect(machine.marked(markVariable, run.mark)).toHaveLength(2));
    expect(await closeRun(run, folder, late)).toBe(2);
    expect(machine.marked(markVariable, run.mark)).toEqual([]);
  });

  it('is found by a later run when wrapper and pulumi are gone', async () => {
    const gone: ProcessTable = { ...machine, find: () => undefined };
    const run = openRun('dev', 'up', folder);
    addKeeper(run, await startMarked(run.mark), folder);
    expect(abandonedRuns('dev', folder, gone)).toEqual([run]);
    expect(abandonedRuns('cluster1', folder, gone)).toEqual([]);
    const [found] = abandonedRuns('dev', folder, gone);
    expect(found && (await closeRun(found, folder))).toBe(2);
    expect(abandonedRuns('dev', folder, gone)).toEqual([]);
  });

  it('tells a process from a later one with the same id', () => {
    const self = machine.find(process.pid);
    expect(self).toBeDefined();
    const started = self && machine.startedAt(self);
    expect(Math.abs((started?.getTime() ?? 0) - (Date.now() - process.uptime() * 1000))).toBeLessThan(5_000);
    // Would end this very test if the start were not looked at.
    machine.signal({ pid: process.pid, start: 1 }, 'SIGKILL');
  });
});
