// Our commands as people type them. The stack that is worked on is known by a variable, else by who asks.

/** Variable in which the command that somebody typed hands on how it named its stack, such as `--stack home`. */
export const stackOptionsVariable = 'KAFKA_PROXIED_STACK_OPTIONS';

/** One of our scripts with its words; empty ones are left out. */
export function typed(script: string, ...words: string[]): string {
  const all = words.filter((word) => word !== '').join(' ');
  // npm has one script `start`, and that brings the lab up.
  if (script === 'start') return `npx kafka-proxied start ${all}`.trimEnd();
  return `npm run ${script}${all === '' ? '' : ` -- ${all}`}`;
}

/** One of our commands, with the options that name the stack; of the default stack there are none. */
export function npmRun(script: string, ...words: string[]): string {
  return typed(script, process.env[stackOptionsVariable] ?? '', ...words);
}
