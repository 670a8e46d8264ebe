// What is wrong with a private key file, by what OpenSSH says of it and by how it looks.
import { type Stats, readFileSync, statSync } from 'node:fs';
import { execa } from 'execa';
import type { LoginProblem } from './fault.ts';
import { describeKeyText, describePublicKey, describeStranger } from './key-text.ts';

/** OpenSSH's private keys are a few KiB. */
const longestKey = 64 * 1024;

/** Milliseconds for `ssh-keygen`, which only reads a file. */
const patienceMs = 10_000;

/** @param file absolute path. @returns undefined where a login without questions can use it */
export async function keyFileFault(file: string): Promise<LoginProblem | undefined> {
  const read = readKey(file);
  if ('reason' in read) return read;
  const { text, mode, isOurs } = read;
  const stranger = describeStranger(file, text);
  if (stranger) return stranger;
  // OpenSSH looks at the mode of files of one's own alone (sshkey_perm_ok).
  if (isOurs && (mode & 0o077) !== 0) {
    return {
      reason: `${file} can be read by others (mode ${(mode & 0o777).toString(8)}), so OpenSSH does not use it.`,
      fix: `chmod 600 ${file}`,
    };
  }
  const { exitCode, stdout, stderr, failed } = await execa('ssh-keygen', ['-y', '-P', '', '-f', file], {
    stdin: 'ignore',
    timeout: patienceMs,
    reject: false,
    env: { LC_ALL: 'C' },
  });
  if (!failed) return describePublicKey(file, stdout);
  // Without OpenSSH nothing works at all, and that is said elsewhere.
  if (exitCode === undefined) return undefined;
  return describeKeyText(file, text, stderr.trim().split('\n').at(-1) ?? '');
}

type Read = { text: string; mode: number; isOurs: boolean };

function readKey(file: string): Read | LoginProblem {
  const fix = 'Correct the path, or set agentSocket.';
  let found: Stats;
  try {
    found = statSync(file);
    if (found.isDirectory())
      return {
        reason: `${file} is a folder, not a private key file.`,
        fix: 'Name the file in it, such as id_ed25519.',
      };
    if (found.isSocket())
      return {
        reason: `${file} is the socket of an agent, not a private key file.`,
        fix: 'Name it as agentSocket.',
      };
    if (!found.isFile()) return { reason: `${file} is not a file.`, fix };
    if (found.size === 0)
      return {
        reason: `${file} is empty.`,
        fix: 'Name a private key, or make one: `ssh-keygen -t ed25519`.',
      };
    if (found.size > longestKey)
      return { reason: `${file} is too large for a private key (${found.size} bytes).`, fix };
    return {
      text: readFileSync(file).toString('latin1'),
      mode: found.mode,
      isOurs: found.uid === process.getuid?.(),
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: `There is no file ${file}.`, fix };
    return {
      reason: `${file} can't be read (${code}).`,
      fix: 'Make it readable for yourself only: chmod 600.',
    };
  }
}
