// Runs one command over a connection: stdin in, stdout and stderr out, exit status judged.
import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
import { setVariables, type Variable } from './environment.ts';
import { ProviderError } from './errors.ts';
import { LineSplitter } from './lines.ts';
import type { Link } from './link.ts';

/** How long output may stay open after the command has ended, by a background process that inherited it. */
const lingerMs = 60_000;

export interface Execution {
  command: string;
  /** How errors name the command. */
  shownAs: string;
  stdin: string;
  variables: Variable[];
  /** Get each line as it comes; absent: not logged. */
  onStdout?: (line: string) => void;
  onStderr?: (line: string) => void;
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
  setVariables(link.client, run.variables);
  const channel = await link.request<ClientChannel>('run a command', (done) =>
    link.client.exec(run.command, done),
  );
  const stdout = new Collected(run.onStdout);
  const stderr = new Collected(run.onStderr);
  const inOrder: Buffer[] = [];
  for (const [stream, collected] of [
    [channel, stdout],
    [channel.stderr, stderr],
  ] as const) {
    stream.on('data', (bytes: Buffer) => {
      inOrder.push(bytes);
      collected.add(bytes);
    });
  }
  let exit: Exit | undefined;
  try {
    exit = await link.during(finish(channel, run.stdin));
  } finally {
    stdout.end();
    stderr.end();
  }
  const failure = failureOf(exit);
  if (failure !== undefined) {
    throw new ProviderError(
      `${failure}: running ${run.shownAs}:\n${Buffer.concat(inOrder).toString('utf8')}`,
    );
  }
  return { stdout: stdout.text(), stderr: stderr.text() };
}

async function finish(channel: ClientChannel, stdin: string): Promise<Exit | undefined> {
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
    channel.end(stdin);
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

class Collected {
  private readonly chunks: Buffer[] = [];
  private readonly splitter: LineSplitter | undefined;

  constructor(onLine: ((line: string) => void) | undefined) {
    this.splitter = onLine && new LineSplitter(onLine);
  }

  add(bytes: Buffer): void {
    this.chunks.push(bytes);
    this.splitter?.write(bytes);
  }

  end(): void {
    this.splitter?.end();
  }

  text(): string {
    const text = Buffer.concat(this.chunks).toString('utf8');
    return text.endsWith('\n') ? text.slice(0, -1) : text;
  }
}
