// What doctor is told on its command line.
import { parseArgs } from 'node:util';
import { UsageError } from './program.ts';

const usage = 'usage: npm run doctor -- [--from HOST] [--to CLUSTER] [--json] [--stack STACK]';

export interface DoctorArguments {
  from?: string | undefined;
  to?: string | undefined;
  json: boolean;
}

/** @throws UsageError for anything else */
export function parseDoctorArguments(args: readonly string[]): DoctorArguments {
  try {
    const options = { from: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { from, to, json = false } = parseArgs({ args: [...args], options }).values;
    return { json, from, to };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/**
 * Refuses what the stack does not have.
 * @throws UsageError that lists what there is
 */
export function requireKnown(what: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw new UsageError(
    `There is no ${what} "${name}" in this stack. There are: ${known.join(', ')}\n${usage}`,
  );
}
