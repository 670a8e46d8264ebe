// Breakages of the lab's hosts, and what doctor must say of each: the cause alone, and a fix that mends it.
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../doctor/findings.ts';
import type { FindingId } from '../../doctor/judge/checks/all.ts';
import { projectRoot } from '../../lib/paths.ts';
import { type AskedClient, isAsked, noteClientWords } from './lab-client-words.ts';
import { onHost } from './lab-places.ts';
import { cluster, devStack, run, up } from './lab-stack.ts';

export interface LabBreakage {
  id: FindingId;
  hosts: string[];
  what: string;
  /** What breaks it, by host, where it runs in this order; or done from here. */
  on: Record<string, string> | (() => Promise<void>);
  /** What mends it, by host, where doctor shows what to look at and the choice is its reader's. Default: what doctor says. */
  mend?: Record<string, string>;
  /** Who is asked for clients' words. Default: kafkaclientmachine2, of cluster 1. */
  client?: AskedClient;
}

/** Milliseconds within which what a fix started must be well: a broker starts, and fetches what it missed. */
const settleMs = 120_000;
const pauseMs = 5000;

/** What `--json` prints, as far as tests look at it. */
interface Said {
  findings: Finding[];
  matrix: { vantage: string; service: unknown; verdict: string }[];
}

/** What doctor says; its exit code must say the same. Default: of the dev stack's own config. */
export async function doctorSays(configFile?: string): Promise<Said> {
  const { code, output } = await run('doctor', '--json', ...configOption(configFile));
  const said = JSON.parse(output.slice(output.indexOf('{\n'))) as Said;
  expect(code).toBe(said.findings.length === 0 ? 0 : 1);
  return said;
}

function configOption(configFile: string | undefined): string[] {
  return configFile === undefined ? [] : ['--config-file', configFile];
}

/** What it finds once nothing is starting any more. */
async function settledFindings(configFile?: string): Promise<Finding[]> {
  for (const deadline = Date.now() + settleMs; ; await sleep(pauseMs)) {
    const { findings: found } = await doctorSays(configFile);
    if (Date.now() > deadline || !found.some(({ id }) => id === 'service-starting')) return found;
  }
}

/** Types what a finding says, where it says. */
async function type({ fix, at }: Finding): Promise<void> {
  if (at === undefined) await execa('bash', ['-c', fix], { cwd: projectRoot, stdin: 'ignore' });
  else await onHost(at, fix);
}

async function eachOnItsHost(scripts: Record<string, string>): Promise<void> {
  for (const [host, script] of Object.entries(scripts)) await onHost(host, script);
}

/** Declares a test of each breakage. Default: of the dev stack's own config. */
export function tellsBreakages(all: readonly LabBreakage[], configFile?: string): void {
  beforeAll(async () => {
    await up(configFile);
  });
  describe.each(all)('$id on $hosts: $what', ({ id, hosts, what, on, mend, client }) => {
    // What a failed test has left broken is not the next one's.
    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail') return;
      if (mend) await eachOnItsHost(mend).catch(() => undefined);
      await up(configFile);
    });
    test('is named, nothing else is, and its fix mends it', async () => {
      await (typeof on === 'function' ? on() : eachOnItsHost(on));
      const found = await settledFindings(configFile);
      if (isAsked)
        await noteClientWords(await devStack(configFile), `${id} on ${hosts.join(', ')}: ${what}`, client);
      const told = found.map((each) => ({ id: each.id, hosts: each.hosts, found: each.found }));
      expect(told).toEqual([{ id, hosts, found: expect.any(String) as string }]);
      if (mend) await eachOnItsHost(mend);
      else for (const each of found) await type(each);
      expect(await settledFindings(configFile)).toEqual([]);
    });
  });
}

/** Edits a broker's file and starts it again: what was written down is no longer what runs. Default: of cluster 1. */
export function editedBroker(id: number, sed: string, of = cluster): string {
  const unit = `kafka-${of}-${id}`;
  return `sed -i '${sed}' /etc/kafka-proxied/${unit}/current/server.properties; systemctl restart ${unit}`;
}
