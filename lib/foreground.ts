// Runs a program with our standard streams so that Ctrl-C reaches it exactly once. Pulumi takes the first for "finish
// the step in progress, then stop" and the second for "stop now", and npm repeats each signal to what it started.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
type Forwarded = (typeof forwarded)[number];

/** Milliseconds within which the same signal is the same key press, seen by way of the terminal and of npm. */
const echoMs = 500;

/** Milliseconds between looks at whether npm is still there. */
const parentWatchMs = 500;

export interface ForegroundOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Is told the program's process id as soon as it runs. */
  onStart?: (pid: number) => void;
}

/** Tells a new signal from the echo of one that was seen already. */
export function withoutEchoes(handle: (signal: Forwarded) => void, now: () => number = Date.now) {
  const seen = new Map<Forwarded, number>();
  return (signal: Forwarded): void => {
    const before = seen.get(signal);
    const at = now();
    seen.set(signal, at);
    if (before === undefined || at - before > echoMs) handle(signal);
  };
}

/**
 * A signal to npm alone ends the shell between npm and us, which doesn't pass it on: then our parent changes.
 * @returns a function that ends the watch
 */
function whenNpmIsGone(handle: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined) return () => undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    handle();
  }, parentWatchMs);
  return () => clearInterval(watch);
}

/**
 * Runs a program until it ends by itself; signals are passed on, never turned into a kill.
 * @returns its exit code; 128 + N if signal N ended it
 * @throws Error if it can't be started
 */
export function runInForeground(argv: readonly string[], options: ForegroundOptions = {}): Promise<number> {
  const [file = '', ...args] = argv;
  // A program that shares our terminal gets its Ctrl-C from the terminal itself.
  const terminal = process.stdin.isTTY;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: 'inherit',
      // Without a terminal, a session of its own keeps signals to our whole process group from arriving twice.
      detached: !terminal,
      ...(options.env && { env: options.env }),
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    const pass = withoutEchoes((signal) => {
      const byTerminal = terminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
      if (!byTerminal) child.kill(signal);
    });
    for (const signal of forwarded) process.on(signal, pass);
    const endWatch = whenNpmIsGone(() => child.kill('SIGINT'));
    const settle = () => {
      endWatch();
      for (const signal of forwarded) process.removeListener(signal, pass);
    };
    child.on('error', (error) => {
      settle();
      reject(new Error(`${file} can't be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}
