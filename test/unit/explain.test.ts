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
  const gone = 'If this host will not come back, add it to kafka-proxied:abandonHosts';
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
      `${where} refuses the login. Is the public key in operator's authorized_keys, and is it the key in ssh.privateKeyFile or in the agent? If so, that host's log says why ('journalctl -u ssh -u sshd'): a login shell that does not exist, AllowUsers, a locked account, modes of ~/.ssh`,
    ],
    [
      'Your account has expired; please contact your system administrator.\nConnection closed by 10.48.1.81 port 2222\n',
      `${where} does not let operator in: Your account has expired; please contact your system administrator.`,
    ],
    [
      '"System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8)."\nConnection closed by 10.48.1.81 port 2222\n',
      `${where} does not let operator in: System is booting up. Unprivileged users are not permitted to log in yet. Please come back later. For technical details, see pam_nologin(8).`,
    ],
    [
      'Received disconnect from 10.48.1.81 port 2222:2: Too many authentication failures\nDisconnected from 10.48.1.81 port 2222\n',
      `${where} ends the login after several keys (MaxAuthTries): the agent offers other keys before the right one. Remove those from the agent ('ssh-add -d'), or use an agent that holds only the right one`,
    ],
    [
      'sign_and_send_pubkey: signing failed for ED25519 "k" from agent: agent refused operation\noperator@10.48.1.81: Permission denied (publickey).\n',
      `the agent did not sign for ${where}: it asks for a confirmation, or is locked. Confirm there, or unlock it ('ssh-add -X')`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: Connection refused\n',
      `${where} refuses connections: no sshd listens there`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: No route to host\n',
      `there is no route to ${where} from this machine: the host or its network is down. ${gone}`,
    ],
    [
      'ssh: connect to host 10.48.1.81 port 2222: Network is unreachable\n',
      `there is no route to ${where} from this machine: the host or its network is down. ${gone}`,
    ],
    ['kex: gone\nConnection reset by peer\n', `${where} can't be logged in to: Connection reset by peer`],
    ['', `${where} can't be logged in to: ssh gave no reason`],
  ])('by %j is explained', (stderr, text) => {
    expect(explained(stderr)).toBe(text);
  });

  it('that was given up is a silent sshd', () => {
    expect(explained('', true)).toBe(
      `${where} was reached, but the check timed out. Is the host overloaded, or does its sudo or sshd wait for a name server?`,
    );
  });
});
