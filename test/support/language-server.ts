// The language server of YAML as editors run it: over standard input and output, with no way to the network.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../lib/paths.ts';

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

export interface Diagnostic {
  message: string;
  range: { start: Position };
}

export interface Position {
  line: number;
  character: number;
}

/** Nothing but what the server has by itself and what a file's first line names. */
const settings = { yaml: { schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } } };

/** A proxy that refuses every connection. */
const nowhere = 'http://127.0.0.1:9';
const offline = { http_proxy: nowhere, https_proxy: nowhere, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere };

const patienceMs = 50_000;

export class LanguageServer {
  private readonly server: ChildProcess;
  private readonly waiting = new Map<string, (message: Message) => void>();
  private received = Buffer.alloc(0);
  private lastId = 0;

  constructor() {
    const program = join(projectRoot, 'node_modules/yaml-language-server/bin/yaml-language-server');
    this.server = spawn(process.execPath, [program, '--stdio'], {
      env: { ...process.env, ...offline },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.server.stdout?.on('data', (data: Buffer) => this.take(data));
  }

  /** To be awaited before anything is opened. */
  async start(): Promise<void> {
    const capabilities = { textDocument: { hover: { contentFormat: ['markdown'] } } };
    await this.ask('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.tell('initialized', {});
    this.tell('workspace/didChangeConfiguration', { settings });
  }

  /** Opens a file that need not be on the disk; gives what is wrong in it. */
  async open(uri: string, text: string): Promise<Diagnostic[]> {
    const told = this.wait(`textDocument/publishDiagnostics ${uri}`);
    this.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    const { params } = await told;
    return (params as { diagnostics: Diagnostic[] }).diagnostics;
  }

  /** What an editor shows where the pointer rests. */
  async hover(uri: string, position: Position): Promise<string> {
    const result = await this.ask('textDocument/hover', { textDocument: { uri }, position });
    return (result as { contents?: { value: string } } | null)?.contents?.value ?? '';
  }

  /** Words that an editor offers at a place. */
  async completions(uri: string, position: Position): Promise<string[]> {
    const result = await this.ask('textDocument/completion', { textDocument: { uri }, position });
    const items = Array.isArray(result) ? result : (result as { items: unknown[] }).items;
    return items.map((item) => (item as { label: string }).label);
  }

  stop(): void {
    this.server.kill();
  }

  private async ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.lastId;
    const answer = this.wait(`answer ${id}`);
    this.send({ id, method, params });
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  private tell(method: string, params: unknown): void {
    this.send({ method, params });
  }

  private send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private wait(what: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      const tooLate = (): void =>
        reject(new Error(`The language server did not send ${what} in ${patienceMs} ms.`));
      const timer = setTimeout(tooLate, patienceMs);
      this.waiting.set(what, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
    });
  }

  /** Messages are separated by headers that say how many bytes each has. */
  private take(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.received.toString('latin1', 0, end))?.[1]);
      if (end < 0 || this.received.length < end + 4 + length) return;
      const body = this.received.toString('utf8', end + 4, end + 4 + length);
      this.received = this.received.subarray(end + 4 + length);
      this.handle(JSON.parse(body) as Message);
    }
  }

  private handle(message: Message): void {
    const { id, method, params } = message;
    if (method !== undefined && id !== undefined) return this.send({ id, result: answerTo(method, params) });
    const of =
      method === undefined ? `answer ${id}` : `${method} ${(params as { uri?: string } | null)?.uri}`;
    this.waiting.get(of)?.(message);
    this.waiting.delete(of);
  }
}

/** The server asks for its settings section by section. */
function answerTo(method: string, params: unknown): unknown {
  if (method !== 'workspace/configuration') return null;
  const { items } = params as { items: { section: keyof typeof settings }[] };
  return items.map(({ section }) => settings[section] ?? null);
}
