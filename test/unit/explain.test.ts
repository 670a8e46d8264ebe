// Proves the words for OpenSSH's failures as OpenSSH 9 prints them; other versions may print others.
import { describe, expect, it } from 'vitest';
import { explainEarlyEnd, explainSshFailure } from '../../ssh/explain.ts';

const target = {
  name: 'engine1',
  address: '10.48.1.81',
  access: { user: 'operator', port: 2222, hostKey: 'ssh-ed25519 AAAA' },
};
const where = 'operator@10.48.1.81:2222';

function explained(stderr: string, timedOut = false): string {
  return explainSshFailure(target, { code: timedOut ? undefined : 255, stdout: '', stderr, timedOut });
}

describe('a failed login', () => {
  const gone = 'If this host is gone for good, name it in kafka-proxied:abandonHosts';
  const silent = `${where} does not answer as an sshd within 8 s. Is the host up, and does its sshd run? ${gone}`;
  const otherKey = `${where} presents another host key than the pinned one: nothing was sent to it. If the host was reinstalled, pin its new ed25519 key (hostKey, hostKeyFile or ssh.knownHostsFile)`;
  it.each([
    ['Connection timed out during banner exchange\r\nConnection to 10.48.1.81 port 2222 timed out\n', silent],
    ['ssh: connect to host 10.48.1.81 port 2222: Connection timed out\n', silent],
    ['Host key verification failed.\n', otherKey],
    ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nsomething else\n', otherKey],
    [
      'Unable to negotiate with 10.48.1.81 port 2222: no matching host key type found. Their offer: ssh-rsa\n',
      otherKey,
    ],
    [
      'operator@10.48.1.81: Permission denied (publickey).\n',
      `${where} refuses the login. Is the public key in operator's authorized_keys, and is it the key in ssh.privateKeyFile or in the agent?`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: Connection refused\n',
      `${where} refuses connections: no sshd listens there`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: No route to host\n',
      `there is no route to ${where} from this machine: it is off, or its network is. ${gone}`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: Network is unreachable\n',
      `there is no route to ${where} from this machine: it is off, or its network is. ${gone}`,
    ],
    ['kex: gone\nConnection reset by peer\n', `${where} can't be logged in to: Connection reset by peer`],
    ['', `${where} can't be logged in to: ssh gave no reason`],
  ])('by %j is explained', (stderr, text) => {
    expect(explained(stderr)).toBe(text);
  });

  it('that was given up is a silent sshd', () => {
    expect(explained('', true)).toBe(
      `${where} was reached, but the look at it did not end in time. Is the host overloaded, or does its sudo or sshd wait for a name server?`,
    );
  });
});

describe('a look that ended early', () => {
  const noPassword = (said: string): string =>
    `operator can't use sudo without a password (${said}). Give this user a NOPASSWD rule in /etc/sudoers.d`;
  it.each([
    ['sudo: a password is required', noPassword('sudo: a password is required')],
    [
      'sudo: a terminal is required to read the password',
      noPassword('sudo: a terminal is required to read the password'),
    ],
    [
      'Sorry, user operator is not allowed to execute bash as root on engine1.',
      noPassword('Sorry, user operator is not allowed to execute bash as root on engine1.'),
    ],
    [
      'bash: line 1: sudo: command not found',
      'has no sudo, which operator needs to act as root. Install it, with a NOPASSWD rule for this user in /etc/sudoers.d',
    ],
    ['sudo: bash: command not found', 'has no bash, which our scripts are written for. Install it'],
    [
      'bash: line 7: pipe: No space left',
      'the look at this host ended early with code 1: bash: line 7: pipe: No space left',
    ],
    ['', 'the look at this host ended early with code 1: no message'],
  ])('with %j is explained', (stderr, text) => {
    expect(explainEarlyEnd(target, { code: 1, stdout: '', stderr: `${stderr}\n`, timedOut: false })).toBe(
      text,
    );
  });
});
