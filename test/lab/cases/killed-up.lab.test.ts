// Does not prove: interruptions at other moments than a broker's restart. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execa } from 'execa';
import { readdirSync, readFileSync } from 'node:fs';
import { projectRoot } from '../../../tools/paths.ts';
import { onHost } from '../../support/lab-places.ts';
import { services, startsSince } from '../../support/lab-services.ts';
import { devStack, npmRun, run, runOk, tryUp, up, withSetting } from '../../support/lab-stack.ts';

const ids = [1, 2, 3];
const property = 'log.cleaner.backoff.ms';
const value = 15_002;

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

/** Processes below `ancestor` whose command line matches. */
function descendants(ancestor: number, pattern: RegExp): number[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [
        Number(pid),
        Number(
          read(pid, 'stat')
            .replace(/^.*\) /s, '')
            .split(' ')[1],
        ),
      ]),
  );
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter(
    (pid) => isBelow(pid) && pattern.test(read(String(pid), 'cmdline').replaceAll('\0', ' ')),
  );
}

/** Kills pulumi hard when its output first says so. */
async function upKilledAt(moment: RegExp, config: string): Promise<void> {
  const [file, ...args] = npmRun('up', '--yes', '--skip-preview', '--json', '--config-file', config);
  const child = execa(file, args, { cwd: projectRoot, stdin: 'ignore', reject: false, buffer: false });
  let killed = false;
  for await (const line of child) {
    if (killed || !moment.test(line)) continue;
    const [pulumi] = descendants(child.pid ?? 0, /^\S*\/pulumi up /);
    if (pulumi === undefined) throw new Error('pulumi is not among the processes of npm run up');
    process.kill(pulumi, 'SIGKILL');
    killed = true;
  }
  await child;
  if (!killed) throw new Error(`up ended before it came to ${String(moment)}`);
}

test('pulumi killed hard while a broker restarts: after a cancel, up converges, and no broker restarts twice', async () => {
  const { topology } = await devStack();
  const before = await services(topology);
  const config = withSetting(property, value);
  await upKilledAt(/"diagnosticEvent".*starting kafka-cluster1-\d with conf/, config);

  const locked = await tryUp(config);
  expect(locked.code).not.toBe(0);
  expect(locked.output).toMatch(/locked/);
  await runOk('cancel', '--yes');
  await up(config);

  const after = await services(topology);
  for (const id of ids) {
    const unit = `kafka-cluster1-${id}`;
    expect(after[unit]).toMatchObject({ active: 'active' });
    const running = await onHost(
      `engine${id}`,
      `sed -n 's/^${property}=//p' /run/kafka-proxied/${unit}/server.properties`,
    );
    expect(running).toBe(String(value));
    expect({ unit, starts: await startsSince(`engine${id}`, unit, before[unit]?.invocation ?? '') }).toEqual({
      unit,
      starts: 1,
    });
  }
  expect(await run('preview', '--expect-no-changes', '--config-file', config)).toMatchObject({ code: 0 });
  expect(await services(topology)).toEqual(after);
});
