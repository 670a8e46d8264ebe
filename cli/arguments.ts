// The options that all commands on a stack share: which one.
import { resolve } from 'node:path';
import { typed } from '../config/advice.ts';
import type { CliCommand } from '../lib/command-line/command.ts';
import { shellQuote } from '../ssh/quote.ts';

/** The stack of the reference topology on the lab. */
export const defaultStack = 'dev';

/** What the command line says of it. */
export interface StackOptions {
  stack?: string;
  configFile?: string;
}

export interface StackPlace {
  stack: string;
  /** Pulumi's own option `--config-file`, an absolute path: the stack's config in the place of Pulumi.<stack>.yaml. */
  configFile?: string | undefined;
}

/** Declares the options that name the stack. */
export function onStack<Kind extends CliCommand>(command: Kind): Kind {
  return command
    .option('-s, --stack <name>', `the stack of Pulumi.NAME.yaml (default: PULUMI_STACK, or ${defaultStack})`)
    .option('--config-file <file>', 'its config from another file');
}

/** Without `--stack` it is PULUMI_STACK's, which `npm run shell` sets, or `dev`. */
export function placeOf({ stack, configFile }: StackOptions, environment = process.env): StackPlace {
  return {
    stack: stack ?? (environment['PULUMI_STACK'] || defaultStack),
    ...(configFile !== undefined && { configFile: resolve(configFile) }),
  };
}

/** The options that name the stack as people type them: nothing for the default stack. */
export function typedOptions({ stack, configFile }: StackPlace): string {
  return [
    ...(stack === defaultStack ? [] : [`--stack ${stack}`]),
    ...(configFile === undefined ? [] : [`--config-file ${shellQuote(configFile)}`]),
  ].join(' ');
}

/** One of our commands for a stack, to be typed. */
export function typedCommand(script: string, place: StackPlace): string {
  return typed(script, typedOptions(place));
}
