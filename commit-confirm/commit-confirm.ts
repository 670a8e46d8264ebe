// Tries a change that may lock the operator out, and confirms it over a new login. Whatever ends this in between, the
// host takes the change back by itself.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../lib/progress.ts';
import { explainEarlyEnd } from '../ssh/explain-early-end.ts';
import { explainSshFailure } from '../ssh/explain.ts';
import { operatorName } from '../ssh/operator.ts';
import { shellJoin } from '../ssh/quote.ts';
import { runSsh, type SshResult } from '../ssh/run.ts';
import type { SshTarget } from '../ssh/target.ts';
import type { TrialLogin } from '../templates/firewall.ts';
import { hostProgram, runDir } from '../config/host-paths.ts';

/** Something that the operator can do something about. */
export class OperatorError extends Error {}

export interface Change {
  kind: string;
  unit: string;
  /** What the host's script reads on standard input. */
  document: string;
  login: TrialLogin;
  /** Hosts reached through this one. */
  beyond: readonly TrialLogin[];
}

/** Another run on the host may hold its lock for minutes, and a package may have to be installed. */
const tryMs = 20 * 60_000;
const confirmMs = 60_000;
/** Confirming ends before the host takes the change back (45 s after it, see kind-firewall.sh). */
const confirmWindowMs = 35_000;
/** A session that was lost was noticed late. */
const lostWindowMs = 20_000;
/** By then a host that took the change back answers again. */
const returnMs = 75_000;
const pollMs = 1_000;

/** What the host's script notes when its timer is armed; our side's packets alone may be lost after that. */
const begun = /\btried for \d+ s$/m;

/** What it notes where all is in force already, and nothing has to be confirmed. */
const needless = /^nothing to take back$/m;

export function tentative(change: Change): { converge(): Promise<string>; remove(): Promise<string> } {
  return { converge: () => converge(change), remove: () => remove(change) };
}

async function converge(change: Change): Promise<string> {
  const { kind, unit, document, login } = change;
  const parent = process.ppid;
  const id = randomUUID();
  const target = targetOf(login);
  const act = (verb: string, ...more: string[]): string =>
    shellJoin(['sudo', '-n', hostProgram, verb, kind, unit, id, ...more]);

  const tried = await runSsh(target, {
    command: act('try', operatorName()),
    stdin: document,
    deadlineMs: tryMs,
  });
  repeat(tried);
  if (tried.code === 0 && needless.test(tried.stderr)) return `${kind} ${unit} is in place`;
  if (refused(tried) && tried.login === undefined) throw new OperatorError(explain(target, tried));
  if (refused(tried)) throw new OperatorError(`${login.name}: the change was refused; the reason is above`);
  if (!begun.test(tried.stderr)) throw new OperatorError(explainSshFailure(target, tried));
  if (tried.code === 0) say(`${login.name} runs with the change; confirming it over a new login`);
  else say(`${login.name}: the session was lost (${lastLine(tried)}); trying a new one`);

  const until = Date.now() + (tried.code === 0 ? confirmWindowMs : lostWindowMs);
  let why: string;
  do {
    if (process.ppid !== parent) throw new OperatorError('Pulumi has ended: the change is not confirmed');
    const confirmed = await confirm(change, act('converge'));
    if (confirmed.ok) return `${kind} ${unit} is in place`;
    why = confirmed.why;
    if (confirmed.final) throw new OperatorError(why);
    await sleep(pollMs);
  } while (Date.now() < until);
  throw new OperatorError(await afterReturn(change, id, why));
}

type Confirmed = { ok: true } | { ok: false; why: string; final: boolean };

/** Logs in beyond the host first: a gateway that lets its operator in and nobody through is not to be kept. */
async function confirm({ document, login, beyond }: Change, command: string): Promise<Confirmed> {
  for (const other of beyond) {
    const through = await runSsh(targetOf(other), { command: 'true', deadlineMs: confirmMs });
    if (through.code === 0) continue;
    const reason = explain(targetOf(other), through);
    return {
      ok: false,
      why: `${other.name}, which is reached through ${login.name}: ${reason}`,
      final: false,
    };
  }
  const result = await runSsh(targetOf(login), { command, stdin: document, deadlineMs: confirmMs });
  if (result.code === 0) return { ok: true };
  repeat(result);
  if (refused(result)) return { ok: false, why: `${login.name}: the change was not confirmed`, final: true };
  return { ok: false, why: explainSshFailure(targetOf(login), result), final: false };
}

/** The reason, and whether the host is back. */
async function afterReturn({ kind, login }: Change, id: string, why: string): Promise<string> {
  say(`${login.name}: no new login worked, so the change is not kept; waiting until the host is back`);
  const back = await returnsWithin(login, withdrawal(kind, id), returnMs);
  return [
    `${login.name}: with the new rules, no new login worked: ${why}.`,
    back
      ? 'They were not kept: the host restored the old rules by itself, and a login works again.'
      : `They were not kept, but no login works yet. The host restores the old rules by itself; if no login works after a minute, read the journal on the host's console ('journalctl -u kafka-proxied-filter-rollback').`,
    `Nothing was written for its next boot. Fix the cause, then run 'npm run up' again.`,
  ].join('\n');
}

/** Where a login works after all (a gateway that lets nobody through), nothing has to wait for the timer. */
function withdrawal(kind: string, id: string): string {
  // Whatever takes rules back tries others in the same place.
  const folder = `${runDir}/${kind.replace(/-withdrawn$/, '')}`;
  const script = `! grep -qsx 'change ${id}' ${folder}/pending || bash ${folder}/rollback.sh`;
  return shellJoin(['sudo', '-n', 'sh', '-c', script]);
}

async function returnsWithin(login: TrialLogin, command: string, milliseconds: number): Promise<boolean> {
  for (const until = Date.now() + milliseconds; Date.now() < until; await sleep(pollMs)) {
    const result = await runSsh(targetOf(login), { command, deadlineMs: confirmMs });
    if (result.code === 0) return true;
  }
  return false;
}

async function remove({ kind, unit, document, login }: Change): Promise<string> {
  const host = hostProgram;
  const command = `! [ -x ${host} ] || sudo -n ${shellJoin([host, 'remove', kind, unit])}`;
  const result = await runSsh(targetOf(login), { command, stdin: document, deadlineMs: tryMs });
  repeat(result);
  if (result.code === 0) return `${kind} ${unit} is removed`;
  throw new OperatorError(
    refused(result) ? `${login.name}: removing failed` : explainSshFailure(targetOf(login), result),
  );
}

/** The script on the host ended, and not well; otherwise the connection did. */
function refused({ code, timedOut }: SshResult): boolean {
  return !timedOut && code !== undefined && code !== 0 && code !== 255;
}

/** Why a login came to nothing, or to no shell that runs our command. */
function explain(target: SshTarget, result: SshResult): string {
  return refused(result)
    ? `${target.name}: ${explainEarlyEnd(target.access.user, result)}`
    : explainSshFailure(target, result);
}

function lastLine({ stderr }: SshResult): string {
  return stderr.trim().split('\n').at(-1) || 'ssh gave no reason';
}

function repeat({ stderr }: SshResult): void {
  if (stderr.trim() !== '') say(stderr.trimEnd());
}

function targetOf({ name, address, ...access }: TrialLogin): SshTarget {
  return { name, address, access };
}
