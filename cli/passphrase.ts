// How a stack's secrets are decrypted: by the file that holds its passphrase, and only in CI by the passphrase itself.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../lib/paths.ts';
import type { StackFile } from '../pulumi/stack-file.ts';

/** Passphrase of the lab's stacks. It is committed for all to read and protects nothing. */
export const labPassphraseFile = join(projectRoot, 'lab', 'passphrase');

const byValue = 'PULUMI_CONFIG_PASSPHRASE';
const byFile = 'PULUMI_CONFIG_PASSPHRASE_FILE';
/** Tells commands that a command of ours starts that {@link byValue} was accepted, and that people were warned. */
export const acceptedVariable = 'KAFKA_PROXIED_PASSPHRASE_ACCEPTED';

/** What a stack is decrypted with. */
export type Passphrase = { file: string } | 'by value' | 'none';

/**
 * @returns only ever the file's path; `none` where the stack has no passphrase
 * @throws Error if the stack needs a passphrase, and there is no file
 */
export function passphraseOf(stack: StackFile, user: NodeJS.ProcessEnv): Passphrase {
  if (stack.lab) return { file: labPassphraseFile };
  if (!stack.usesPassphrase) return 'none';
  const given = user[byFile];
  if (given && existsSync(given)) return { file: resolve(given) };
  if (!given && isAccepted(user)) return 'by value';
  const missing = given ? `${byFile} is ${given}, which doesn't exist` : 'none is given';
  const unused = user[byValue] === undefined ? '' : `\n${byValue} ${whyUnused(user[byValue])}`;
  throw new Error(
    `Stack ${stack.name} encrypts its secrets with your passphrase, and ${missing}.${unused}\n` +
      'Write it into a file that only you can read, and name that file:\n' +
      `  export ${byFile}=~/.config/kafka-proxied/passphrase`,
  );
}

function whyUnused(value: string): string {
  return value === ''
    ? 'is empty: does this job get its secret?'
    : 'is not used, except where CI is set: all your processes could read it from the environment.';
}

function isAccepted(user: NodeJS.ProcessEnv): boolean {
  // Empty: a secret of the pipeline that is not there.
  if (!user[byValue]) return false;
  const inCi = user['CI'] !== undefined && !['', '0', 'false'].includes(user['CI']);
  return inCi || user[acceptedVariable] !== undefined;
}

/** Said once, by the command that people started. */
export function passphraseWarning(passphrase: Passphrase, user: NodeJS.ProcessEnv): string | undefined {
  if (passphrase !== 'by value' || user[acceptedVariable] !== undefined) return undefined;
  return (
    `Warning: ${byValue} is used because CI is set. Every process of this job can read it from the environment: ` +
    `a file that ${byFile} names is safer.`
  );
}

/** Variables of a child process that say how it decrypts. */
export function passphraseVariables(passphrase: Passphrase): Record<string, string> {
  if (passphrase === 'none') return {};
  return passphrase === 'by value' ? { [acceptedVariable]: 'yes' } : { [byFile]: passphrase.file };
}

/** Whether these variables leave the passphrase in the environment. */
export function isByValue(variables: Readonly<Record<string, string>>): boolean {
  return acceptedVariable in variables;
}

/** The user's environment, without a passphrase by value unless the variables say that it was accepted. */
export function withoutPassphrase(
  user: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  if (isByValue(variables)) return user;
  const { [byValue]: _value, [acceptedVariable]: _accepted, ...rest } = user;
  return rest;
}
