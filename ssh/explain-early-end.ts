// Why a command over a login that was let in did not come to its end: the login shell, or sudo.
import type { SshResult } from './run.ts';

type Said = Pick<SshResult, 'code' | 'stdout' | 'stderr' | 'login'>;

interface Reason {
  /** Words of the program that refuses; first match in order. They are English: our commands ask for LC_ALL=C. */
  pattern: RegExp;
  text: (user: string, said: string) => string;
}

const ownSudoers = '/etc/sudoers.d/kafka-proxied';

/** A line for sudoers, and where it goes: files of that folder are read last, and the last rule that fits counts. */
function lineIn(line: string): string {
  return `put this line into ${ownSudoers} ('sudo visudo -f ${ownSudoers}', over a login with a terminal): ${line}`;
}

const everything = (user: string): string => `${user} ALL=(ALL) NOPASSWD: ALL`;

/** Sources: messages of sudo 1.8 and 1.9 (plugins/sudoers, src/sudo.c) and of sudo-rs. */
const sudoReasons: readonly Reason[] = [
  {
    pattern: /must have a tty/,
    text: (user) =>
      `sudo requires a terminal here (requiretty in sudoers), and commands over SSH have none. To lift that for ${user}, ${lineIn(`Defaults:${user} !requiretty`)}`,
  },
  {
    pattern: /runs no programs/,
    text: (user) =>
      `what ${user} starts by sudo may not start programs (noexec or NOEXEC in sudoers), and our scripts start some. To lift that for ${user}, ${lineIn(`Defaults:${user} !noexec`)}; where the rule itself says NOEXEC, write EXEC`,
  },
  {
    pattern: /account validation failure|account (or password )?(is |has )?expired|PAM account management/i,
    text: (user, said) =>
      `sudo says that ${user}'s account is locked or has expired (${said}). 'sudo chage -l ${user}' shows when; 'chage -E -1 ${user}' as root lifts the end`,
  },
  {
    pattern: /not in the sudoers file|not allowed to (execute|run)|may not run sudo/,
    text: (user, said) =>
      `sudoers doesn't let ${user} run everything as root, which our scripts need (${said}). As root, ${lineIn(everything(user))}`,
  },
  {
    pattern: /password is required|terminal is required|no askpass|authentication is required/,
    text: (user, said) =>
      `${user} can't use sudo without a password (${said}). As root, ${lineIn(everything(user))}`,
  },
  {
    pattern:
      /syntax error|parse error|no valid sudoers|is world writable|unable to (open|stat|read) \/etc\/sudoers/,
    text: (_, said) => `its sudoers can't be used (${said}). 'visudo -c' as root says where`,
  },
  {
    pattern: /no new privileges|effective uid is not 0|must be (owned by uid 0|setuid root)/,
    text: (_, said) =>
      `sudo can't become root there (${said}). See the mode of /usr/bin/sudo, and whether its file system is mounted nosuid`,
  },
  {
    pattern: /sudo: (command )?not found|(env|exec).*\bsudo\b.*No such file/,
    text: (user) =>
      `has no sudo, which ${user} needs to act as root. Install it, then ${lineIn(everything(user))}`,
  },
  {
    pattern: /\bbash: (command )?not found|\bbash\b.*No such file/,
    text: () =>
      'has no bash, which our scripts are written for, or not in the folders of secure_path in sudoers. Install it',
  },
];

/** Sources: nologin(8), pam_unix, sshd's session.c, git-shell. */
const shellReasons: readonly Reason[] = [
  {
    pattern: /account is currently not available/,
    text: (user) =>
      `the login shell of ${user} is nologin, which runs no commands. As root on the host: usermod -s /bin/bash ${user}`,
  },
  {
    pattern: /password has expired|(required to|must) change your password|password change required/i,
    text: (user) =>
      `the password of ${user} has expired, and no command runs until it is changed, also for a login by key. Log in there once by hand and change it; or, as root, 'chage -d "$(date +%F)" ${user}' (and 'chage -M -1 ${user}', so that it does not come back)`,
  },
];

const forced = (user: string): string =>
  `the login shell ('getent passwd ${user}'), a ForceCommand in sshd's configuration ('sshd -T -C user=${user}' as root), or a command= before the key in authorized_keys`;

/** The lines that say something; sudo warns of a host name that does not resolve, and goes on. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^sudo: unable to resolve host/.test(line));
}

function reasonIn(reasons: readonly Reason[], lines: readonly string[], user: string): string | undefined {
  for (const { pattern, text } of reasons) {
    const said = lines.find((line) => pattern.test(line));
    if (said !== undefined) return text(user, said);
  }
  return undefined;
}

/** The login was let in, and no shell ran our command. */
function explainShell(user: string, { code, stdout, stderr }: Said): string {
  const lines = linesOf(`${stdout}\n${stderr}`);
  const known = reasonIn(shellReasons, lines, user);
  if (known !== undefined) return known;
  if (lines.length === 0)
    return `the login of ${user} succeeds and ends at once with code ${code}, without a message, as with the login shell /bin/false. See ${forced(user)}`;
  return `the login of ${user} succeeds, but something other than our command answers (${lines[0]}; code ${code}). See ${forced(user)}`;
}

/**
 * Why a command as root, `sudo -n bash …`, ended before it was through.
 * @param user who logs in
 */
export function explainEarlyEnd(user: string, result: Said): string {
  if (result.login === undefined) return explainShell(user, result);
  const lines = linesOf(result.stderr);
  const known = reasonIn(sudoReasons, lines, user);
  if (known !== undefined) return known;
  const said = lines.at(-1) ?? 'no message';
  return /^sudo(-rs)?: /.test(said)
    ? `sudo doesn't let ${user} act as root (${said})`
    : `the look at this host ended early with code ${result.code}: ${said}`;
}
