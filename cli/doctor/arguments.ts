// What doctor is told on its command line.
import { readArguments, UsageError } from '../../lib/program.ts';
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
  const text = { type: 'string' } as const;
  const options = { from: text, to: text, json: { type: 'boolean' }, picture: text } as const;
  const { values } = readArguments(doctorUsage, { args: [...args], options });
  const { from, to, json = false, picture } = values;
  if (picture !== undefined && !isSvgName(picture))
    throw new UsageError(
      `--picture needs the name of a file that ends in .svg, not "${picture}"\n${doctorUsage}`,
    );
  return { json, from, to, picture };
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
