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
  /** True where something that the config asks for is left out, or is open to others. Default false. */
  warns?: boolean;
}

/** A problem as the checks of the config find it: its path is relative to `kafka-proxied:`. */
export interface ConfigProblem {
  path: readonly (string | number)[];
  reason: string;
  fix: string;
}

/**
 * Name of this project in Pulumi.yaml: the namespace of its keys in the stack config, and the folder of its stacks in the
 * state.
 */
export const projectName = 'kafka-proxied';

/** Said when the pins of a lab stack's hosts don't exist: the lab makes new ones each time it comes up. */
export const labIsDown = 'the lab is down: npm run lab -- up';

/** Writes a path the way `pulumi config set --path` reads it: `["…"]` around keys that hold dots and the like. */
export function pathText(path: readonly (string | number)[]): string {
  const [key, ...rest] = path;
  const steps = rest.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z0-9_-]{1,300}$/.test(step) ? `.${step}` : `[${shortJson(step, 300)}]`;
  });
  return `${projectName}:${visible(String(key ?? '').slice(0, 300))}${steps.join('')}`;
}

/** A value as it is quoted in a message: short, on one line, with whatever a terminal would hide or obey escaped. */
export function quoted(value: unknown): string {
  return shortJson(value, 80);
}

function shortJson(value: unknown, longest: number): string {
  const text = JSON.stringify(value) ?? String(value);
  return visible(text.length > longest ? `${text.slice(0, longest - 3)}…` : text);
}

/** Text with whatever a terminal would hide or obey escaped, such as overrides of the writing direction. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
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
