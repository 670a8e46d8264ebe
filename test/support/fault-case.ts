// A fault as a test: the dev stack serves an acks=all load while the fault happens and is mended; then what must hold
// after every fault is checked, and a receipt is written.
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { operator } from '../../lab/names.ts';
import { labDir, localDir } from '../../lib/paths.ts';
import { addReceipt, type Receipt } from '../run/receipts.ts';
import { compareWithTopic, type Sample, type Sent, startLoad, watchRegistrations } from './lab-load.ts';
import { runAt, workstation } from './lab-places.ts';
import { filesOnHost, filesShowing, journalLines, shows, watchProcesses } from './lab-secret.ts';
import { configWithSecret, pulumiHere } from './lab-secret-config.ts';
import { pids, services, startsSince } from './lab-services.ts';
import {
  type ClusterConfig,
  type MirrorConfig,
  devStack,
  type DevStack,
  type Ran,
  cluster,
  managedHosts,
  readUpdate,
  run as runScript,
  runWhile,
  stack,
  succeeded,
  type Update,
} from './lab-stack.ts';

/** The same in all cases, so that the next case finds the brokers as the one before left them. */
const knownSecret = 'known-secret-5c0e1f7a93d24b68';
/** Milliseconds between looks at the process lists. */
const processSampleMs = 250;

/** What a case works with. Everything that it runs is searched for the secret afterwards. */
export class FaultRun {
  readonly outputs: string[] = [];

  readonly dev: DevStack;
  /** The dev stack's config and a secret broker property: what the stack runs with when the case begins. */
  readonly config: string;

  constructor(dev: DevStack, config: string) {
    this.dev = dev;
    this.config = config;
  }

  /** A config file with changes over {@link config}. */
  changed(change: (own: ClusterConfig, mirror: MirrorConfig) => void): Promise<string> {
    return configWithSecret(this.dev, knownSecret, change);
  }

  /** One of our npm scripts, to its end, whatever that is. */
  async script(name: string, ...args: string[]): Promise<Ran> {
    const ran = await runScript(name, ...args);
    this.outputs.push(ran.output);
    return ran;
  }

  /** `npm run up` without a preview; may fail. */
  async tryUp(config = this.config, ...options: string[]): Promise<Update> {
    const fixed = ['--yes', '--skip-preview', '--json', '--config-file', config];
    return readUpdate(await this.script('up', ...fixed, ...options));
  }

  /**
   * `npm run up --json`, and what happens once when a line of its output first matches; may fail. Progress is in lines
   * with "diagnosticEvent"; other lines may quote what an earlier run said.
   */
  async upWhile(moment: RegExp, act: (line: string) => Promise<void>, config = this.config): Promise<Update> {
    const args = ['--yes', '--skip-preview', '--json', '--config-file', config];
    const ran = await runWhile(moment, act, 'up', ...args);
    this.outputs.push(ran.output);
    return readUpdate(ran);
  }

  /** `npm run up`. @throws Error with its output if it fails */
  async up(config = this.config, ...options: string[]): Promise<Update> {
    return succeeded('up', await this.tryUp(config, ...options));
  }
}

export interface FaultCase {
  /** Numbers in the list of faults; none: a change that goes well, to which the same promises apply. */
  faults: readonly number[];
  title: string;
  /** False where the brokers can't serve throughout, such as a destroy. Default true. */
  load?: boolean;
  /** A host of the stack that connects from outside, by TLS; default: the load is the workstation's. */
  loadFrom?: string;
  /** Hosts that don't come back. */
  goneHosts?: readonly string[];
}

/**
 * Declares the test. The body injects the fault, mends it and brings the stack to where `up` has nothing to do.
 * It returns the config file that the stack then runs with; nothing: the one that it began with.
 */
export function faultCase(fault: FaultCase, body: (run: FaultRun) => Promise<string | void>): void {
  describe(describeFault(fault), () => {
    let run: FaultRun;
    beforeAll(async () => {
      const dev = await devStack();
      run = new FaultRun(dev, await configWithSecret(dev, knownSecret));
      await run.up();
    });
    test('is survived, and every promise holds afterwards', async () => {
      const { topology } = run.dev;
      const before = await services(topology);
      const processes = watchProcesses(knownSecret, processSampleMs);
      const registrations = await watchRegistrations();
      const load = fault.load === false ? undefined : await startLoad(fault.loadFrom);
      let last: string;
      let sent: Sent | undefined;
      let samples: Sample[];
      let processList: Awaited<ReturnType<typeof processes.stop>>;
      try {
        last = (await body(run)) ?? run.config;
      } finally {
        sent = await load?.stop();
        samples = await registrations.stop();
        processList = await processes.stop();
      }
      const restarts = await restartsSince(before, fault.goneHosts ?? []);
      addReceipt({ case: describeFault(fault), ...(await expectNoLoss(sent)), restarts });
      if (load) expectOneAway(samples, run.dev);
      expect(processList.showing).toEqual([]);
      await expectLogins(run.dev, fault.goneHosts ?? []);
      await expectSettled(run, last, fault.goneHosts ?? []);
      await expectNoSecret(run, fault.goneHosts ?? []);
    });
  });
}

function describeFault({ faults, title }: FaultCase): string {
  return faults.length > 0 ? `${faults.join(', ')}: ${title}` : title;
}

/** Every acknowledged record is read back, once, and no send was given up. */
async function expectNoLoss(sent: Sent | undefined): Promise<Partial<Receipt>> {
  if (!sent) return {};
  const { prefix, acknowledged, failed, longestGapMs } = sent;
  expect(acknowledged.length).toBeGreaterThan(0);
  const { missing, duplicated } = await compareWithTopic(prefix, acknowledged);
  expect({ missing, duplicated, failed }).toEqual({ missing: [], duplicated: [], failed: [] });
  return {
    acknowledged: acknowledged.length,
    consumed: acknowledged.length - missing.length,
    lost: missing.length,
    duplicated: duplicated.length,
    failed: failed.length,
    longestGapMs,
  };
}

function expectOneAway(samples: readonly Sample[], { topology }: DevStack): void {
  const all = topology.clusters.find(({ id }) => id === cluster)?.brokers.length ?? 0;
  expect(samples.length).toBeGreaterThan(0);
  expect(Math.min(...samples.map(({ registered }) => registered.length))).toBeGreaterThanOrEqual(all - 1);
}

async function restartsSince(
  before: Awaited<ReturnType<typeof services>>,
  gone: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [unit, { host, invocation }] of Object.entries(before)) {
    if (gone.includes(host)) continue;
    const starts = await startsSince(host, unit, invocation);
    if (starts > 0) counts[unit] = starts;
  }
  return counts;
}

/** A new SSH login works on every host. */
async function expectLogins(dev: DevStack, gone: readonly string[]): Promise<void> {
  for (const host of managedHosts(dev, gone)) {
    const login = ['ssh', '-F', operator.configFile, '-o', 'ControlPath=none', host, 'sudo -n uname -n'];
    expect(await runAt(workstation, login)).toEqual([host]);
  }
}

/** A second up changes and restarts nothing. */
async function expectSettled(run: FaultRun, config: string, gone: readonly string[]): Promise<void> {
  const before = await pids(run.dev.topology, gone);
  expect((await run.up(config)).done).toEqual({});
  expect(await pids(run.dev.topology, gone)).toEqual(before);
}

/** The secret is in no output, state, journal, and in no file that others could read. */
async function expectNoSecret(run: FaultRun, gone: readonly string[]): Promise<void> {
  const state = await pulumiHere(run.dev, ['stack', 'export', '--stack', stack]);
  expect([...run.outputs, state].filter((text) => shows(text, knownSecret))).toEqual([]);
  for (const folder of [
    ...['pulumi/state', 'test', 'ssh'].map((name) => join(localDir, name)),
    join(labDir, 'workstation'),
  ]) {
    expect(filesShowing(folder, knownSecret)).toEqual([]);
  }
  const hosts = managedHosts(run.dev, gone);
  const found = await Promise.all(
    hosts.map(async (host) => ({
      host,
      // Its own file and what is joined from it, both for root and the service's group alone.
      files: (await filesOnHost(host, knownSecret)).filter(
        (line) => !line.startsWith('640 root:kafka-proxied '),
      ),
      journal: await journalLines(host, knownSecret),
    })),
  );
  expect(found).toEqual(hosts.map((host) => ({ host, files: [], journal: [] })));
}
