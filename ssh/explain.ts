// Why a login failed, in plain words.
import type { SshResult } from './run.ts';
import { connectSeconds, type SshTarget } from './target.ts';

const orAbandon = 'If this host will not come back, add it to kafka-proxied:abandonHosts';

/** What is wrong and what to do, for a result whose code is 255 or undefined. */
export function explainSshFailure(target: SshTarget, result: SshResult): string {
  const where = `${target.access.user}@${target.address}:${target.access.port}`;
  const said = result.stderr.trim().split('\n').at(-1)?.trim() ?? '';
  if (result.timedOut) {
    return `${where} was reached, but the check timed out. Is the host overloaded, or does its sudo or sshd wait for a name server?`;
  }
  if (/banner exchange|timed out/i.test(said)) {
    return `${where} does not answer as an sshd within ${connectSeconds} s. Is the host up, and does its sshd run? ${orAbandon}`;
  }
  if (
    /Host key verification failed|IDENTIFICATION HAS CHANGED|no hostkey alg|no matching host key/i.test(
      result.stderr,
    )
  ) {
    return `${where} presents another host key than the pinned one: nothing was sent to it. If the host was reinstalled, pin its new ed25519 key (hostKey, hostKeyFile or ssh.knownHostsFile)`;
  }
  const barred = barredBy(result.stderr);
  if (barred !== undefined) return `${where} does not let ${target.access.user} in: ${barred}`;
  if (/Too many authentication failures/.test(result.stderr)) {
    return `${where} ends the login after several keys (MaxAuthTries): the agent offers other keys before the right one. Remove those from the agent ('ssh-add -d'), or use an agent that holds only the right one`;
  }
  if (/agent refused operation|communication with agent failed/.test(result.stderr)) {
    return `the agent did not sign for ${where}: it asks for a confirmation, or is locked. Confirm there, or unlock it ('ssh-add -X')`;
  }
  if (/Permission denied/i.test(said)) {
    return `${where} refuses the login. Is the public key in ${target.access.user}'s authorized_keys, and is it the key in ssh.privateKeyFile or in the agent? If so, that host's log says why ('journalctl -u ssh -u sshd'): a login shell that does not exist, AllowUsers, a locked account, modes of ~/.ssh`;
  }
  if (/refused/i.test(said)) return `${where} refuses connections: no sshd listens there`;
  if (/No route|unreachable/i.test(said))
    return `there is no route to ${where} from this machine: the host or its network is down. ${orAbandon}`;
  return `${where} can't be logged in to: ${said || 'ssh gave no reason'}`;
}

/** What PAM's modules and sshd say to a user who may not log in now (pam_unix, pam_nologin, systemd-user-sessions). */
function barredBy(stderr: string): string | undefined {
  return stderr
    .split('\n')
    .map((line) => line.trim().replace(/^"|"$/g, ''))
    .find((line) =>
      /account has expired|not permitted to log in|logins are (currently )?not allowed/i.test(line),
    );
}
