// A file that holds one line, such as a path.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** @returns undefined where the file is not there */
export function readLine(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Makes the folder as well; leaves a file that holds the line already as it is. */
export function writeLine(file: string, line: string): void {
  if (readLine(file) === line) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${line}\n`);
}
