// Runs pulumi under supervision: hosts that fall silent end the run within minutes, and nothing that the run started
// outlives it.
import { basename } from 'node:path';
import { runInForeground } from '../../lib/foreground.ts';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { keptLookVariable } from '../../probe/kept-look.ts';
import { watchListVariable } from '../../probe/watch-list.ts';
import type { StackFile } from '../../pulumi/stack-file.ts';
import type { SshTarget } from '../../ssh/target.ts';
import { typedCommand } from '../arguments.ts';
import { bringToEnd } from './ending.ts';
import { endAll, machine } from './processes.ts';
import {
  addKeeper,
  closeRun,
  keptLookOf,
  markVariable,
  openRun,
  processesOf,
  type RunRecord,
  watchListOf,
} from './record.ts';
import { readTargets, sessionsTo, wallClock } from './sessions.ts';
import { awaitSilence } from './silence.ts';

/** Minutes after which a command is ended, whatever it does: longer than any roll of a big cluster takes. */
const defaultLimitMinutes = 720;
const limitVariable = 'KAFKA_PROXIED_LIMIT_MINUTES';
const listPollMs = 1_000;
const killed = 128 + 9;

/** @throws Error for a value that is no number of minutes */
export function limitMinutes(environment: NodeJS.ProcessEnv = process.env): number {
  const given = environment[limitVariable];
  if (!given) return defaultLimitMinutes;
  if (/^[1-9][0-9]{0,4}$/.test(given)) return Number(given);
  throw new Error(
    `${limitVariable} is the number of minutes after which a command is stopped, from 1 to 99999, not "${given}".`,
  );
}

/** A plugin's command line names its program, alone or behind an interpreter. */
export function isPlugin(commandLine: readonly string[]): boolean {
  return commandLine.slice(0, 2).some((word) => basename(word).startsWith('pulumi-resource-'));
}

class Supervision {
  private readonly ended = new AbortController();
  private pid: number | undefined;
  private ending = false;
  private readonly watches: Promise<void>[] = [];
  /** Why the run was ended, and what else was wrong at its end: told there, where people look first. */
  readonly reasons: string[] = [];

  private readonly stack: StackFile;
  private readonly run: RunRecord;

  constructor(stack: StackFile, run: RunRecord) {
    this.stack = stack;
    this.run = run;
  }

  started(pid: number, watchList: string, limit: number): void {
    this.pid = pid;
    addKeeper(this.run, pid);
    const poll = setInterval(() => {
      const targets = readTargets(watchList);
      if (!targets) return;
      clearInterval(poll);
      for (const target of targets) this.watches.push(this.watch(target));
    }, listPollMs);
    const last = setTimeout(
      () => this.giveUp(`the command has run for ${limit} minutes (${limitVariable})`),
      limit * 60_000,
    );
    this.ended.signal.addEventListener('abort', () => {
      clearInterval(poll);
      clearTimeout(last);
    });
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await Promise.all(this.watches);
  }

  private async watch(target: SshTarget): Promise<void> {
    const { signal } = this.ended;
    const silent = await awaitSilence(sessionsTo(this.stack, target, signal), wallClock, signal);
    if (silent === undefined) return;
    const reason = `${target.name} (${target.address}) has not answered for ${Math.round(silent / 1000)} s`;
    // A plugin may have noticed it, too, and pulumi have ended before the silence became too long.
    if (signal.aborted) this.reasons.push(reason);
    else this.giveUp(reason);
  }

  private giveUp(reason: string): void {
    this.reasons.push(reason);
    say(
      `\n${reason}. Pulumi is asked to stop; steps that have started on other hosts get one minute to end.`,
    );
    if (this.ending) return;
    this.ending = true;
    const { run, pid } = this;
    const pulumi = () => run.keepers.find((keeper) => keeper.pid === pid);
    const signal = (name: NodeJS.Signals) => {
      const process = pulumi();
      if (process) machine.signal(process, name);
    };
    void bringToEnd(
      {
        interrupt: () => signal('SIGINT'),
        endPlugins: async () => {
          const plugins = processesOf(run).filter((one) => isPlugin(machine.commandLine(one)));
          say(`Ending ${plugins.length} plugins of this run, so that pulumi can save its state.`);
          await endAll(plugins);
        },
        kill: () => signal('SIGKILL'),
      },
      this.ended.signal,
      wallClock,
    );
  }
}

export interface SupervisedRun {
  stack: StackFile;
  /** Pulumi's command, for the record. */
  command: string;
  argv: readonly string[];
  environment: NodeJS.ProcessEnv;
}

/** Runs pulumi to its end. @returns its exit code */
export async function runSupervised({ stack, command, argv, environment }: SupervisedRun): Promise<number> {
  const limit = limitMinutes();
  const again = typedCommand(command, { stack: stack.name, configFile: stack.configFile });
  const run = openRun(stack.name, command);
  const watchList = watchListOf(run);
  const supervision = new Supervision(stack, run);
  try {
    const code = await runInForeground(argv, {
      cwd: projectRoot,
      env: {
        ...environment,
        [markVariable]: run.mark,
        [watchListVariable]: watchList,
        [keptLookVariable]: keptLookOf(run),
      },
      onStart: (pid) => supervision.started(pid, watchList, limit),
    });
    await supervision.stop();
    if (code !== 0) {
      for (const reason of supervision.reasons)
        say(`The run ended early: ${reason}. Fix that, then: ${again}`);
    }
    if (code === killed && supervision.reasons.length === 0)
      say(`pulumi was killed, and its work is unfinished. ${again} repairs that and continues.`);
    return code;
  } finally {
    await supervision.stop();
    await closeRun(run);
  }
}
