// What a check of the config finds, and how it is shown to people.

/** A mistake that stops the stack before any connection is made. */
export interface Problem {
  /** Where: `kafka-proxied:hosts.engine1.address`, as `pulumi config set --path` takes it. */
  path: string;
  /** What is wrong and why it matters. */
  reason: string;
  /** What to do about it. */
  fix: string;
}

/** Something allowed that its owner should know. */
export interface Note {
  path: string;
  text: string;
}

/** A finding of a rule: its path is relative to `kafka-proxied:`. */
export interface Finding {
  path: readonly (string | number)[];
  reason: string;
  fix: string;
}

/** Namespace of this project's keys in the stack config. */
export const namespace = 'kafka-proxied';

/** Said when the pins of a lab stack's hosts don't exist: the lab makes new ones each time it comes up. */
export const labIsDown = 'the lab is down: npm run lab -- up';

/** Writes a path the way `pulumi config set --path` reads it: `["…"]` around keys that hold dots and the like. */
export function pathText(path: readonly (string | number)[]): string {
  const [key, ...rest] = path;
  const steps = rest.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z0-9_-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `${namespace}:${key ?? ''}${steps.join('')}`;
}

/** A value as it is quoted in a message: short, on one line, control characters escaped. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** All problems in one text for a terminal. */
export function problemsText(stack: string, problems: readonly Problem[]): string {
  if (problems.length === 1 && problems[0]?.reason === labIsDown) return labIsDown;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const entries = problems.map(
    ({ path, reason, fix }) => `  ${path}\n    ${reason}${fix === '' ? '' : `\n    To do: ${fix}`}`,
  );
  return `${count} in the config of stack ${stack}; no host was contacted:\n${entries.join('\n')}`;
}
