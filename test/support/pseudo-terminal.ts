// Programs that ask, driven through a pseudo-terminal, which `script` of util-linux gives them.
import { spawn } from 'node:child_process';
import { shellJoin } from '../../ssh/quote.ts';
import { projectRoot } from '../../lib/paths.ts';

export const enter = '\r';

/** An answer and the key that ends it. */
export const line = (text: string): string => text + enter;

/** What is typed once a part of a question's text stands there. */
export type Dialog = readonly (readonly [question: string, answer: string])[];

export interface Typed {
  /** Null: it was ended because a question never came. */
  code: number | null;
  /** Everything on the screen. */
  shown: string;
}

/**
 * Runs a program in a pseudo-terminal, and types each answer once its question stands there.
 * @param timeoutMs after which it is ended
 */
export function typeInto(argv: readonly string[], dialog: Dialog, timeoutMs: number): Promise<Typed> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', shellJoin([...argv]), '/dev/null'], {
      cwd: projectRoot,
      timeout: timeoutMs,
      // Wide enough that no prompt is broken.
      env: { ...process.env, TERM: 'xterm', COLUMNS: '500' },
    });
    const left = [...dialog];
    let shown = '';
    let read = 0;
    child.on('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      const [question, answer] = left[0] ?? [];
      const at = question === undefined ? -1 : shown.indexOf(question, read);
      if (at < 0) return;
      read = at + (question ?? '').length;
      left.shift();
      child.stdin.write(`${answer}`);
    });
    child.on('close', (code) => resolve({ code, shown }));
  });
}
