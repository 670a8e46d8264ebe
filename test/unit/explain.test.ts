// Proves the words for OpenSSH's failures as OpenSSH 9 prints them; other versions may print others.
import { describe, expect, it } from 'vitest';
import { explainSshFailure } from '../../ssh/explain.ts';

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
  const silent = `${where} does not answer as an sshd within 10 s. Is the host up, and does its sshd run?`;
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
      `there is no route to ${where} from this machine`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: Network is unreachable\n',
      `there is no route to ${where} from this machine`,
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
