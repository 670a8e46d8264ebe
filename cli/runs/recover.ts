// Before a command changes a stack: what an earlier run that was killed left behind is found, told and put away.
import { execa } from 'execa';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { describePending, readRecorded, type RecordedState } from '../../pulumi/state.ts';
import { typedCommand } from '../arguments.ts';
import { ask } from '../confirm.ts';
import { type PreparedStack, stateQuery } from '../stack-env.ts';
import { ownStateDir } from '../state/place.ts';
import { describeLock, type JudgedLock, locksOf } from './locks.ts';
import { abandonedRuns, closeRun } from './record.ts';

export type Recoverable = 'up' | 'preview' | 'destroy' | 'refresh';

export interface Recovery {
  /** What is told first. */
  found: string[];
  /** Whether the lock of a process that is gone has to be taken away. */
  cancel: boolean;
  /** Whether the state has to forget operations whose end nobody recorded. */
  clear: boolean;
}

const nothing: Recovery = { found: [], cancel: false, clear: false };

/** By what a lock is freed, where nobody can say whether its holder lives. */
const freeing = (stack: string): string => `npm run cancel -- --stack ${stack} --yes`;
const clearing = (stack: string): string =>
  `npm run refresh -- --stack ${stack} --clear-pending-creates --run-program=false --yes`;

function requireFree(stack: string, locks: readonly JudgedLock[]): void {
  const held = locks.filter(({ state }) => state === 'held');
  if (held.length > 0) {
    throw new Error(
      `Stack ${stack} is being changed now by ${held.map(describeLock).join(', ')}. Nothing was started.\n` +
        `Wait until it ends. To stop it after the steps that it has started: kill -INT ${held.map(({ pid }) => pid).join(' ')}`,
    );
  }
  const elsewhere = locks.filter(({ state }) => state === 'elsewhere');
  if (elsewhere.length > 0) {
    throw new Error(
      `Stack ${stack} is locked by ${elsewhere.map(describeLock).join(', ')}, another machine. This machine can't see whether that run\n` +
        `is still active. Nothing was started. Check there; if that process is gone: ${freeing(stack)}`,
    );
  }
}

/**
 * What has to be done before a command may start.
 * @throws Error if another run goes on, or if the command would leave things behind on hosts
 */
export function planRecovery(
  command: Recoverable,
  stack: string,
  locks: readonly JudgedLock[],
  pending: RecordedState['pending'],
): Recovery {
  // A preview takes no lock and changes nothing: it isn't stopped by either.
  if (command === 'preview') {
    const found = locks.map((lock) =>
      lock.state === 'left'
        ? `An earlier run was interrupted: ${describeLock(lock)}. The next \`${typedCommand('up', { stack })}\` repairs that.`
        : `Stack ${stack} is being changed by ${describeLock(lock)}: this preview may be out of date soon.`,
    );
    return { ...nothing, found };
  }
  requireFree(stack, locks);
  const created = pending.filter(({ type }) => type === 'creating');
  if (command === 'destroy' && created.length > 0) {
    throw new Error(
      `An earlier run was interrupted during ${describePending(created)}. Its results are on the hosts, but\n` +
        `not in Pulumi's state: destroy would leave them there. Nothing was started. First run: ${typedCommand('up', { stack })}\n` +
        `If that is impossible, accept what is left on the hosts: ${[...(locks.length > 0 ? [freeing(stack)] : []), clearing(stack)].join(' && ')}`,
    );
  }
  const clear = command === 'up' && pending.length > 0;
  return {
    found: [
      ...locks.map((lock) => `An earlier run was interrupted: ${describeLock(lock)}; its process is gone.`),
      ...(clear ? [`Interrupted: ${describePending(pending)}. This run repeats it if needed.`] : []),
    ],
    cancel: locks.length > 0,
    clear,
  };
}

/** Runs a command of pulumi's that touches state only. @throws Error with its output if it fails */
async function onState({ pulumi, environment }: PreparedStack, ...args: string[]): Promise<void> {
  const options = { cwd: projectRoot, env: environment, extendEnv: false, stdin: 'ignore' } as const;
  const { failed, all } = await execa(pulumi, [...args, '--yes'], { ...options, all: true, reject: false });
  if (failed) throw new Error(`pulumi ${args.join(' ')} failed:\n${all}`);
}

/**
 * For what works towards a destroy by steps of its own.
 * @throws Error if a killed run had begun to make what a destroy would leave behind
 */
export async function requireDestroyable(prepared: PreparedStack): Promise<void> {
  const { stack } = prepared;
  if (ownStateDir(stack) === undefined) return;
  planRecovery('destroy', stack.name, [], (await readRecorded(stateQuery(prepared))).pending);
}

export interface Consent {
  /** `--yes` was given, or this is a stack of the lab and nobody can be asked. */
  given: boolean;
  /** Whether somebody sits at a terminal. */
  someoneCanAnswer: boolean;
}

async function requireConsent(stack: string, plan: Recovery, consent: Consent): Promise<void> {
  if (consent.given) return;
  const commands = [...(plan.cancel ? [freeing(stack)] : []), ...(plan.clear ? [clearing(stack)] : [])];
  const byHand = `Repair it by hand, or give --yes:\n${commands.map((line) => `  ${line}`).join('\n')}`;
  if (!consent.someoneCanAnswer) throw new Error(`Nothing was started. ${byHand}`);
  if (!(await ask('Repair that and continue? [y/N] '))) throw new Error(`Nothing was started. ${byHand}`);
}

/**
 * Puts away what killed runs left: processes, the lock, pending operations. Only in our own backend; what
 * others keep elsewhere is left alone.
 * @throws Error that says what to do, if another run goes on or nobody agrees
 */
export async function recover(
  command: Recoverable,
  prepared: PreparedStack,
  consent: Consent,
): Promise<void> {
  const { stack } = prepared;
  const locks = locksOf(stack);
  if (!locks) return;
  const { pending } = await readRecorded(stateQuery(prepared));
  const plan = planRecovery(command, stack.name, locks, pending);
  for (const line of plan.found) say(line);
  if (command === 'preview') return;
  for (const run of abandonedRuns(stack.name)) {
    const ended = await closeRun(run);
    if (ended > 0) say(`Ended ${ended} processes that \`npm run ${run.command}\` left running.`);
  }
  if (!plan.cancel && !plan.clear) return;
  await requireConsent(stack.name, plan, consent);
  if (plan.cancel) await onState(prepared, 'cancel');
  // Reads no host: what is recorded is taken as it is, but for what is pending.
  if (plan.clear)
    await onState(prepared, 'refresh', '--clear-pending-creates', '--run-program=false', '--skip-preview');
}
