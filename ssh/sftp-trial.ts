// Whether a host takes files by SFTP, which is how Kafka's archive gets there: the protocol's first two packets, nothing more.
import { execa } from 'execa';
import { findPrinters } from './login-printer.ts';
import { sshArgv, type SshTarget } from './target.ts';

/** SSH_FXP_INIT and SSH_FXP_VERSION, version 3 (draft-ietf-secsh-filexfer-02, sections 3 and 4). */
const init = Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]);
const versionType = 2;
/** Length, type and version. */
const versionBytes = 9;

/** Bytes of a foreign answer that are shown. */
const shown = 60;

/** True where an answer begins with the packet that a server of SFTP begins with. */
export function isSftpVersion(answer: Uint8Array): boolean {
  const bytes = Buffer.from(answer);
  return bytes.length >= versionBytes && bytes.readUInt32BE(0) >= 5 && bytes[4] === versionType;
}

/** What a login printed before a server of SFTP sent its first packet, which holds bytes of no text. */
export function printedIn(answer: Uint8Array): string {
  return Buffer.from(answer)
    .toString('utf8')
    .replace(/[\0-\x08\x0e-\x1f][^]*$/, '')
    .trim();
}

/** @returns what stands in the way, for people, after the host's name; undefined: nothing */
export async function sftpFault(target: SshTarget, deadlineMs: number): Promise<string | undefined> {
  const { answer, said, code, timedOut } = await greet(sshArgv(target, 'sftp', ['-s']), deadlineMs);
  if (isSftpVersion(answer)) return undefined;
  if (timedOut)
    return `its sshd did not answer by SFTP, by which Kafka is copied there, within ${deadlineMs / 1000} s. Is the host overloaded?`;
  const printed = printedIn(answer);
  if (printed !== '') {
    const where = await findPrinters(target, printed, deadlineMs);
    const text = printed.split('\n')[0]?.slice(0, shown) ?? '';
    return `its login prints ${JSON.stringify(text)} before SFTP's own first bytes, so the copy of Kafka by SFTP would fail. ${where}. Let it print in interactive shells only: case $- in *i*) … ;; esac`;
  }
  return `its sshd doesn't take files by SFTP (${said || `it ended with code ${code}`}), by which Kafka is copied there. It needs a line 'Subsystem sftp internal-sftp' in /etc/ssh/sshd_config`;
}

/** The first words of both sides. Ours stays open until the other has answered: a server that reads the end first says nothing. */
async function greet(
  [file = 'ssh', ...args]: readonly string[],
  timeout: number,
): Promise<{ answer: Buffer; said: string; code: number | undefined; timedOut: boolean }> {
  const child = execa(file, args, { encoding: 'buffer', timeout, reject: false });
  let bytes = 0;
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= versionBytes) child.stdin.end();
  });
  child.stdin.write(init);
  const { stdout, stderr, timedOut, exitCode } = await child;
  return {
    answer: Buffer.from(stdout),
    said: Buffer.from(stderr).toString('utf8').trim().split('\n').at(-1)?.trim() ?? '',
    code: exitCode,
    timedOut,
  };
}
