// Lines from a terminal. What is typed ahead waits for its question.
import { createInterface, type Interface } from 'node:readline';
import { say } from '../../lib/progress.ts';
import { Interrupted, type Terminal } from './interview.ts';

export interface OpenTerminal extends Terminal {
  close(): void;
}

/** Reads from standard input, and asks on standard error, so that standard output stays free for data. */
export function openTerminal(): OpenTerminal {
  const lines: string[] = [];
  let waiting: { resolve: (line: string) => void; reject: (why: Error) => void } | undefined;
  let ended = false;
  const terminal: Interface = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('line', (line) => {
    if (waiting) waiting.resolve(line);
    else lines.push(line);
    waiting = undefined;
  });
  // Without a listener of ours, Ctrl-C closes the interface, as Ctrl-D does.
  terminal.on('close', () => {
    ended = true;
    waiting?.reject(new Interrupted('Nothing was written.'));
  });
  return {
    say,
    ask: (prompt) =>
      new Promise((resolve, reject) => {
        const line = lines.shift();
        if (line === undefined && ended) return reject(new Interrupted('Nothing was written.'));
        terminal.setPrompt(prompt);
        terminal.prompt();
        if (line === undefined) waiting = { resolve, reject };
        else resolve(line);
      }),
    close: () => terminal.close(),
  };
}
