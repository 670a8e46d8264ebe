// Does not prove: other shells than bash, sudo-rs, PAM modules of other distributions. Starts from any lab that is up, and leaves its hosts as they were.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { localDir } from '../../../lib/paths.ts';
import { onHost } from '../../support/lab-places.ts';
import { connectionsSince, findingsIn, timeOf } from '../../support/lab-refused.ts';
import { changedConfig, run, withoutDebug } from '../../support/lab-stack.ts';

interface Fault {
  host: string;
  what: string;
  /** Shell lines that make it, and take it back. */
  make: string;
  mend: string;
  /** Its finding, after the host's name; undefined: it stands in nobody's way. */
  finding?: RegExp;
}

const sudoers = '/etc/sudoers.d/zz-fault';
const sshdConfig = '/etc/ssh/sshd_config.d/00-fault.conf';
const inSudoers = (line: string) => ({
  make: `echo '${line}' >${sudoers}; chmod 440 ${sudoers}`,
  mend: `rm -f ${sudoers}`,
});
const inSshd = (...lines: string[]) => ({
  make: `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} >${sshdConfig}; systemctl restart ssh.service`,
  mend: `rm -f ${sshdConfig}; systemctl restart ssh.service`,
});
const shell = (path: string) => ({
  make: `sed -i '/^operator:/s,[^:]*$,${path},' /etc/passwd`,
  mend: `sed -i '/^operator:/s,[^:]*$,/bin/bash,' /etc/passwd`,
});
const own = '/home/operator/.bashrc';
/** What is printed ends no line, so that it stands in one with what comes next. */
const chatty = {
  make: `cp -p ${own} ${own}.kept; { printf '%s\\n' 'printf "Welcome, friend"' 'echo warned >&2'; cat ${own}.kept; } >${own}`,
  mend: `[ ! -e ${own}.kept ] || mv -f ${own}.kept ${own}`,
};
/** As if Kafka was still to be copied there. */
const stamp = '/etc/kafka-proxied/stamps/install--3.9.2';
const copies = ({ make, mend }: { make: string; mend: string }) => ({
  make: `${make}; [ ! -e ${stamp} ] || mv -f ${stamp} /run/kept-stamp`,
  mend: `${mend}; [ ! -e /run/kept-stamp ] || mv -f /run/kept-stamp ${stamp}`,
});

const rounds: Fault[][] = [
  [
    {
      host: 'engine1',
      what: 'a line in ~/.bashrc that prints',
      ...copies(chatty),
      finding: /its login prints "Welcome, friend" .* It comes from \/home\/operator\/\.bashrc:1\./,
    },
    {
      host: 'engine2',
      what: 'requiretty',
      ...inSudoers('Defaults requiretty'),
      finding: /sudo requires a terminal here \(requiretty in sudoers\).*Defaults:operator !requiretty$/,
    },
    {
      host: 'engine3',
      what: 'nologin',
      ...shell('/usr/sbin/nologin'),
      finding: /the login shell of operator is nologin.*usermod -s \/bin\/bash operator$/,
    },
    {
      host: 'gateway',
      what: 'an expired password',
      make: 'chage -d 0 operator',
      mend: 'chage -d "$(date +%F)" operator',
      finding: /the password of operator has expired/,
    },
    {
      host: 'kafkaclientmachine1',
      what: 'an sshrc that prints',
      ...copies({ make: 'echo "echo to all users" >/etc/ssh/sshrc', mend: 'rm -f /etc/ssh/sshrc' }),
      finding: /its login prints "to all users" .* It comes from \/etc\/ssh\/sshrc:1\./,
    },
    {
      host: 'kafkaclientmachine2',
      what: 'a shell that says nothing',
      ...shell('/bin/false'),
      finding: /ends at once with code 1, without a message, as with the login shell \/bin\/false/,
    },
  ],
  [
    {
      host: 'engine1',
      what: 'a shell that is not there',
      ...shell('/bin/nosuch'),
      finding: /refuses the login\..*a login shell that does not exist/,
    },
    {
      host: 'engine2',
      what: 'sudo with a password',
      ...inSudoers('operator ALL=(ALL:ALL) PASSWD: ALL'),
      finding: /operator can't use sudo without a password .*: operator ALL=\(ALL\) NOPASSWD: ALL$/,
    },
    {
      host: 'engine3',
      what: 'NOEXEC',
      ...inSudoers('Defaults noexec'),
      finding: /may not start programs \(noexec or NOEXEC in sudoers\).*Defaults:operator !noexec/,
    },
    {
      host: 'gateway',
      what: 'a banner, and a login that prints, where nothing is copied',
      make: `${chatty.make}; echo 'Authorised users only' >/etc/ssh/banner; ${inSshd('Banner /etc/ssh/banner').make}`,
      mend: `${chatty.mend}; rm -f /etc/ssh/banner; ${inSshd().mend}`,
    },
    {
      host: 'kafkaclientmachine1',
      what: 'ForceCommand',
      ...inSshd('ForceCommand echo nothing for you'),
      finding: /something other than our command answers \(nothing for you; code 0\)\..*ForceCommand/,
    },
    {
      host: 'kafkaclientmachine2',
      what: 'an account that has expired',
      make: 'chage -E 1 operator',
      mend: 'chage -E -1 operator',
      finding: /does not let operator in: .*account has expired/i,
    },
  ],
  [
    {
      host: 'engine1',
      what: 'an sshd without SFTP',
      ...copies({
        make: "sed -i 's/^Subsystem/#Subsystem/' /etc/ssh/sshd_config; systemctl restart ssh.service",
        mend: "sed -i 's/^#Subsystem/Subsystem/' /etc/ssh/sshd_config; systemctl restart ssh.service",
      }),
      finding: /its sshd doesn't take files by SFTP .*Subsystem sftp internal-sftp/,
    },
    {
      host: 'engine2',
      what: 'use_pty and a lecture, which change nothing',
      ...inSudoers('Defaults use_pty, lecture=always'),
    },
    {
      host: 'engine3',
      what: 'AllowUsers',
      ...inSshd('AllowUsers somebody'),
      finding: /refuses the login\..*AllowUsers/,
    },
    {
      host: 'gateway',
      what: 'no sudo',
      make: 'mv /usr/bin/sudo /usr/bin/sudo.kept',
      mend: '[ ! -e /usr/bin/sudo.kept ] || mv -f /usr/bin/sudo.kept /usr/bin/sudo',
      finding: /has no sudo, which operator needs to act as root/,
    },
    {
      host: 'kafkaclientmachine1',
      what: 'some commands alone',
      make: "printf '%s\\n' 'operator ALL=(ALL) !ALL' 'operator ALL=(ALL) NOPASSWD: /usr/bin/id' >/etc/sudoers.d/zz-fault; chmod 440 /etc/sudoers.d/zz-fault",
      mend: `rm -f ${sudoers}`,
      finding: /operator can't use sudo without a password .*: operator ALL=\(ALL\) NOPASSWD: ALL$/,
    },
    {
      host: 'kafkaclientmachine2',
      what: 'a login that prints, and an SFTP server that reads no shell’s files',
      ...copies({
        make: `${chatty.make}; sed -i 's,^Subsystem.*,Subsystem sftp internal-sftp,' /etc/ssh/sshd_config; systemctl restart ssh.service`,
        mend: `${chatty.mend}; sed -i 's,^Subsystem.*,Subsystem sftp /usr/lib/openssh/sftp-server,' /etc/ssh/sshd_config; systemctl restart ssh.service`,
      }),
    },
  ],
];

async function mendAll(): Promise<void> {
  for (const { host, mend } of rounds.flat()) await onHost(host, mend);
}

describe('a login that is let in and of no use', () => {
  afterEach(mendAll, 120_000);

  it.each(rounds.map((round) => [round.map(({ what }) => what).join(', '), round] as const))(
    'is named: %s',
    async (_, round) => {
      for (const { host, make } of round) await onHost(host, make);
      const { code, output } = await run('preview');
      const said = withoutDebug(output);
      expect(code, said).not.toBe(0);
      const found = Object.fromEntries(findingsIn(said).map((line) => [line.split(': ')[0] ?? '', line]));
      for (const { host, finding } of round) {
        if (finding) expect(found[host], said).toMatch(finding);
        else expect(found[host], said).toBeUndefined();
      }
    },
    600_000,
  );

  it('is named by doctor, also as the reason why nothing could be tried from there', async () => {
    await onHost('engine2', inSudoers('Defaults requiretty').make);
    const { output } = await run('doctor', '--from', 'engine2');
    const reasons = output.split('\n').filter((line) => line.includes('requiretty in sudoers'));
    expect(reasons.length, output).toBeGreaterThanOrEqual(2);
    expect(output).not.toContain('ended early');
  }, 600_000);
});

describe('a login key that is of no use', () => {
  const folder = join(localDir, 'test', 'login-key');
  const key = join(folder, 'id_ed25519');

  /** What a command says of the stack whose login is that; no host may have been asked. */
  async function saidOf(login: Record<string, string>, command: string): Promise<string> {
    const config = changedConfig((_, all) => {
      const whole = all as unknown as Record<string, Record<string, string>>;
      const { agentSocket: _agent, privateKeyFile: _file, ...ssh } = whole['kafka-proxied:ssh'] ?? {};
      whole['kafka-proxied:ssh'] = { ...ssh, ...login };
    });
    const since = await timeOf('engine1');
    const { code, output } = await run(command, '--config-file', config);
    expect(code, output).not.toBe(0);
    expect(await connectionsSince('engine1', since)).toEqual({});
    return withoutDebug(output);
  }

  it.each(['preview', 'doctor', 'status'])(
    'is named once, by its config path, and no host is asked: %s',
    async (command) => {
      mkdirSync(folder, { recursive: true });
      rmSync(key, { force: true });
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      writeFileSync(key, readFileSync(key, 'utf8').replaceAll('\n', '\r\n'));
      const lines = (await saidOf({ privateKeyFile: key }, command)).split('\n').map((line) => line.trim());
      expect(lines.filter((line) => line.endsWith('kafka-proxied:ssh.privateKeyFile'))).toHaveLength(1);
      expect(lines).toContain(
        `${key} has the line ends of Windows (CRLF), with which OpenSSH does not read it.`,
      );
      expect(lines).toContain(`To do: sed -i 's/\\r$//' ${key}`);
    },
    600_000,
  );

  it('may be an agent that is not there', async () => {
    const said = await saidOf({ agentSocket: join(folder, 'agent.sock') }, 'preview');
    expect(said).toContain('kafka-proxied:ssh.agentSocket\n');
    expect(said).toContain(`There is no agent at ${join(folder, 'agent.sock')}.`);
  }, 600_000);

  it('may be one that others can read', async () => {
    chmodSync(key, 0o644);
    const said = await saidOf({ privateKeyFile: key }, 'preview');
    expect(said).toContain(`${key} can be read by others (mode 644), so OpenSSH does not use it.`);
  }, 600_000);
});

afterAll(mendAll, 120_000);
