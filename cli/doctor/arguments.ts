// What doctor is told on its command line.
import { InvalidArgumentError } from '../../lib/command-line/command.ts';
import { UsageError } from '../../lib/program.ts';
import { isSvgName } from '../../picture/write.ts';

export interface DoctorOptions {
  from?: string;
  to?: string;
  json?: boolean;
  /** File for a drawing of what was found, SVG. */
  picture?: string;
}

/** @throws InvalidArgumentError for the name of any other file */
export function svgFile(name: string): string {
  if (!isSvgName(name)) throw new InvalidArgumentError('Its name ends in .svg.');
  return name;
}

/**
 * Refuses what the stack does not have.
 * @throws UsageError that lists what there is
 */
export function requireKnown(what: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw new UsageError(`There is no ${what} "${name}" in this stack. There are: ${known.join(', ')}`);
}
