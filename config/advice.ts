// Our commands as people type them for the stack that is worked on.

/** Variable in which the command that somebody typed hands on how it named its stack, such as `--stack home`. */
export const stackOptionsVariable = 'KAFKA_PROXIED_STACK_OPTIONS';

/** One of our commands, with the options that name the stack; of the default stack there are none. */
export function npmRun(script: string, ...words: string[]): string {
  const all = [process.env[stackOptionsVariable] ?? '', ...words].filter((word) => word !== '').join(' ');
  return `npm run ${script}${all === '' ? '' : ` -- ${all}`}`;
}
