// Runs one command over a connection: stdin in, stdout and stderr out, exit status judged.
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { ProviderError, reasonOf } from '../../shared/errors.ts';
import { LineSplitter } from './lines.ts';
import type { Link } from './link.ts';

/** How long output may stay open after the command has ended, by a background process that inherited it. */
const lingerMs = 60_000;

export interface Execution {
  command: string;
  /** How errors name the command. */
  shownAs: string;
  stdin: string;
  /** Gets each line as it comes. */
  onStderr: (line: string) => void;
}

export interface Result {
  stdout: string;
  stderr: string;
}

interface Exit {
  code: number | null;
  signal?: string | undefined;
  description?: string | undefined;
}

/**
 * @returns both outputs, each without its last line end
 * @throws ProviderError if the command fails, with its text and all its output; if the connection fails
 */
export async function execute(link: Link, run: Execution): Promise<Result> {
  const running = await link.request<Running>('run a command', (done) =>
    link.client.exec(run.command, (error, channel) =>
      // At once: output and end of a short command may lie in the same packet as the answer.
      error ? done(error, undefined as never) : done(undefined, new Running(channel, run)),
    ),
  );
  const failed = (why: string): ProviderError =>
    new ProviderError(`${why}: running ${run.shownAs}:\n${running.outputs.everything()}`);
  let failure: string | undefined;
  try {
    failure = failureOf(await link.during(running.end));
  } catch (error) {
    throw failed(`${reasonOf(error)} (the command may still run there)`);
  } finally {
    running.outputs.flushLog();
  }
  if (failure !== undefined) throw failed(failure);
  return running.outputs.result();
}

/** A command that was started over a connection, and its end. */
class Running {
  readonly outputs: Outputs;
  readonly end: Promise<Exit | undefined>;

  constructor(channel: ClientChannel, run: Execution) {
    this.outputs = new Outputs(channel, channel.stderr, run.onStderr);
    this.end = endOf(channel);
    this.end.catch(() => {}); // whoever started it may be gone already, with the connection's error
    channel.end(run.stdin);
  }
}

async function endOf(channel: ClientChannel): Promise<Exit | undefined> {
  return await new Promise((resolve, reject) => {
    let exit: Exit | undefined;
    let linger: NodeJS.Timeout | undefined;
    channel.on('exit', (code: number | null, signal?: string, _dumped?: string, description?: string) => {
      exit = { code, signal, description };
      linger = setTimeout(() => {
        channel.close();
        reject(
          new ProviderError(
            `the command ended (${failureOf(exit) ?? 'with status 0'}), but something that it started keeps its ` +
              `output open: give background processes their own, as in 'cmd >/dev/null 2>&1 </dev/null &'`,
          ),
        );
      }, lingerMs);
    });
    channel.on('close', () => {
      clearTimeout(linger);
      resolve(exit);
    });
    // A command may end without reading its stdin; its exit status decides.
    channel.on('error', () => {});
  });
}

function failureOf(exit: Exit | undefined): string | undefined {
  if (exit === undefined) return 'the remote command ended without an exit status (was its connection cut?)';
  if (exit.code === 0) return undefined;
  if (exit.code !== null) return `Process exited with status ${exit.code}`;
  const name = (exit.signal ?? '').replace(/^SIG/, '');
  const number = constants.signals[`SIG${name}` as NodeJS.Signals] ?? 0;
  const reason = exit.description ? `: ${exit.description}` : '';
  return `Process exited with status ${128 + number} from signal ${name}${reason}`;
}

/** What a command has printed so far: kept whole, and its errors logged by lines. */
export class Outputs {
  private readonly inOrder: Buffer[] = [];
  private readonly stdout: Buffer[] = [];
  private readonly stderr: Buffer[] = [];
  private readonly log: LineSplitter;

  constructor(stdout: Readable, stderr: Readable, onStderr: (line: string) => void) {
    this.log = new LineSplitter(onStderr);
    stdout.on('data', (bytes: Buffer) => this.keep(this.stdout, bytes));
    stderr.on('data', (bytes: Buffer) => {
      this.keep(this.stderr, bytes);
      this.log.write(bytes);
    });
  }

  /** Both, in the order in which they came. */
  everything(): string {
    return Buffer.concat(this.inOrder).toString('utf8');
  }

  /** Logs a last line that has no line end. */
  flushLog(): void {
    this.log.end();
  }

  result(): Result {
    return { stdout: textOf(this.stdout), stderr: textOf(this.stderr) };
  }

  private keep(output: Buffer[], bytes: Buffer): void {
    this.inOrder.push(bytes);
    output.push(bytes);
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const text = Buffer.concat(chunks).toString('utf8');
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
