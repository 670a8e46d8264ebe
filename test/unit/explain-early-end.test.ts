// Proves the words for what sudo 1.9, shells and sshd print; that hosts print them so, the lab proves for some.
import { describe, expect, it } from 'vitest';
import { explainEarlyEnd } from '../../ssh/explain-early-end.ts';
import { commandMark, marked, splitAtMark } from '../../ssh/login-words.ts';

const own = "'sudo visudo -f /etc/sudoers.d/kafka-proxied', over a login with a terminal";
const lineIn = (line: string): string => `put this line into /etc/sudoers.d/kafka-proxied (${own}): ${line}`;
const everything = 'operator ALL=(ALL) NOPASSWD: ALL';

describe('a command that sudo ends', () => {
  const explained = (stderr: string): string =>
    explainEarlyEnd('operator', { code: 1, stdout: '', stderr: `${stderr}\n`, login: '' });
  const noPassword = (said: string): string =>
    `operator can't use sudo without a password (${said}). As root, ${lineIn(everything)}`;
  const notAll = (said: string): string =>
    `sudoers doesn't let operator run everything as root, which our scripts need (${said}). As root, ${lineIn(everything)}`;
  const noSudo = `has no sudo, which operator needs to act as root. Install it, then ${lineIn(everything)}`;
  it.each([
    [
      'sudo: sorry, you must have a tty to run sudo',
      `sudo requires a terminal here (requiretty in sudoers), and commands over SSH have none. To lift that for operator, ${lineIn('Defaults:operator !requiretty')}`,
    ],
    ...[
      'sudo: a password is required',
      'sudo: a terminal is required to read the password; either use the -S option',
    ]
      .concat('sudo: interactive authentication is required')
      .map((said) => [said, noPassword(said)]),
    ...[
      'Sorry, user operator is not allowed to execute bash as root on engine1.',
      'operator is not in the sudoers file.',
    ].map((said) => [said, notAll(said)]),
    [
      'bash: line 49: /usr/bin/env: Permission denied\nthis shell runs no programs',
      `what operator starts by sudo may not start programs (noexec or NOEXEC in sudoers), and our scripts start some. To lift that for operator, ${lineIn('Defaults:operator !noexec')}; where the rule itself says NOEXEC, write EXEC`,
    ],
    [
      'sudo: Account expired or PAM config lacks an "account" section for sudo, contact your system administrator\nsudo: a password is required',
      `sudo says that operator's account is locked or has expired (sudo: Account expired or PAM config lacks an "account" section for sudo, contact your system administrator). 'sudo chage -l operator' shows when; 'chage -E -1 operator' as root lifts the end`,
    ],
    [
      '/etc/sudoers.d/mine:1:12: syntax error\nsudo: a password is required',
      noPassword('sudo: a password is required'),
    ],
    [
      'sudo: /etc/sudoers is world writable\nsudo: no valid sudoers sources found, quitting',
      "its sudoers can't be used (sudo: /etc/sudoers is world writable). 'visudo -c' as root says where",
    ],
    [
      "sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set?",
      "sudo can't become root there (sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set?). See the mode of /usr/bin/sudo, and whether its file system is mounted nosuid",
    ],
    ['bash: line 1: sudo: command not found', noSudo],
    ['env: ‘sudo’: No such file or directory', noSudo],
    [
      'sudo: bash: command not found',
      'has no bash, which our scripts are written for, or not in the folders of secure_path in sudoers. Install it',
    ],
    [
      'sudo: unable to resolve host engine1: Name or service not known',
      'the look at this host ended early with code 1: no message',
    ],
    ['sudo: something new', "sudo doesn't let operator act as root (sudo: something new)"],
    [
      'bash: line 7: pipe: No space left',
      'the look at this host ended early with code 1: bash: line 7: pipe: No space left',
    ],
    ['', 'the look at this host ended early with code 1: no message'],
  ])('with %j is explained', (stderr, text) => expect(explained(stderr)).toBe(text));
});

describe('a login that runs no command', () => {
  const explained = (stdout: string, stderr = '', code = 1): string =>
    explainEarlyEnd('operator', { code, stdout, stderr });
  const see =
    "See the login shell ('getent passwd operator'), a ForceCommand in sshd's configuration ('sshd -T -C user=operator' as root), or a command= before the key in authorized_keys";

  it('has its shell named', () => {
    expect(explained('This account is currently not available.\n')).toBe(
      'the login shell of operator is nologin, which runs no commands. As root on the host: usermod -s /bin/bash operator',
    );
    expect(explained('', '')).toBe(
      `the login of operator succeeds and ends at once with code 1, without a message, as with the login shell /bin/false. ${see}`,
    );
    expect(explained('', "fatal: unrecognized command 'echo'\n", 128)).toBe(
      `the login of operator succeeds, but something other than our command answers (fatal: unrecognized command 'echo'; code 128). ${see}`,
    );
  });

  it('has its password named', () => {
    const expired = 'WARNING: Your password has expired.\nPassword change required but no TTY available.\n';
    expect(explained('', expired)).toMatch(/^the password of operator has expired, and no command runs/);
    const due = 'You are required to change your password immediately (administrator enforced).\n';
    expect(explained('', due)).toMatch(/^the password of operator has expired, and no command runs/);
  });
});

describe('what a login prints', () => {
  it('is told from what the command prints, also where it ends no line', () => {
    expect(splitAtMark(`Welcome!${commandMark}\nmine\n`)).toEqual({ own: 'mine\n', login: 'Welcome!' });
    expect(splitAtMark(`${commandMark}\n`)).toEqual({ own: '', login: '' });
  });

  it('is all that a login without our command prints', () => {
    expect(splitAtMark('This account is currently not available.\n')).toEqual({
      own: 'This account is currently not available.\n',
    });
  });

  it('comes first, and the exit code is the command’s', () => {
    expect(marked('false')).toBe(`echo '${commandMark}'; false`);
  });
});
