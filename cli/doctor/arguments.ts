// What doctor is told on its command line.
import { parseArgs } from 'node:util';
import { UsageError } from '../../lib/program.ts';
import { isSvgName } from '../../picture/write.ts';

export const doctorUsage =
  'usage: npm run doctor -- [--from HOST] [--to CLUSTER] [--json] [--picture FILE.svg] [--stack STACK]';

export interface DoctorArguments {
  from?: string | undefined;
  to?: string | undefined;
  json: boolean;
  /** File for a drawing of what was found, SVG. */
  picture?: string | undefined;
}

/** @throws UsageError for anything else */
export function parseDoctorArguments(args: readonly string[]): DoctorArguments {
  try {
    const text = { type: 'string' } as const;
    const options = { from: text, to: text, json: { type: 'boolean' }, picture: text } as const;
    const { from, to, json = false, picture } = parseArgs({ args: [...args], options }).values;
    if (picture !== undefined && !isSvgName(picture))
      throw new Error(`--picture takes the name of a file that ends in .svg, not "${picture}"`);
    return { json, from, to, picture };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${doctorUsage}`);
  }
}

/**
 * Refuses what the stack does not have.
 * @throws UsageError that lists what there is
 */
export function requireKnown(what: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw new UsageError(
    `There is no ${what} "${name}" in this stack. There are: ${known.join(', ')}\n${doctorUsage}`,
  );
}
