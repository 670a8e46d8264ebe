// Why a login failed, in plain words.
import type { SshResult } from './run.ts';
import { connectSeconds, type SshTarget } from './target.ts';

const goneForGood = 'If this host is gone for good, name it in kafka-proxied:abandonHosts';

/** What is wrong and what to do, for a result whose code is 255 or undefined. */
export function explainSshFailure(target: SshTarget, result: SshResult): string {
  const where = `${target.access.user}@${target.address}:${target.access.port}`;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  if (result.timedOut) {
    return `${where} was reached, but the look at it did not end in time. Is the host overloaded, or does its sudo or sshd wait for a name server?`;
  }
  if (/banner exchange|timed out/i.test(said)) {
    return `${where} does not answer as an sshd within ${connectSeconds} s. Is the host up, and does its sshd run? ${goneForGood}`;
  }
  if (
    /Host key verification failed|IDENTIFICATION HAS CHANGED|no hostkey alg|no matching host key/i.test(
      result.stderr,
    )
  ) {
    return `${where} presents another host key than the pinned one: nothing was sent to it. If the host was reinstalled, pin its new ed25519 key (hostKey, hostKeyFile or ssh.knownHostsFile)`;
  }
  if (/Permission denied/i.test(said)) {
    return `${where} refuses the login. Is the public key in ${target.access.user}'s authorized_keys, and is it the key in ssh.privateKeyFile or in the agent?`;
  }
  if (/refused/i.test(said)) return `${where} refuses connections: no sshd listens there`;
  if (/No route|unreachable/i.test(said))
    return `there is no route to ${where} from this machine: it is off, or its network is. ${goneForGood}`;
  return `${where} can't be logged in to: ${said || 'ssh gave no reason'}`;
}

/** Why a command as root, `sudo -n bash …`, ended before it was through, for any other result. */
export function explainEarlyEnd(target: SshTarget, result: SshResult): string {
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  if (/sudo: (command )?not found/.test(said)) {
    return `has no sudo, which ${target.access.user} needs to act as root. Install it, with a NOPASSWD rule for this user in /etc/sudoers.d`;
  }
  if (/^sudo:(?!.*not found)|not allowed to (execute|run)/.test(said)) {
    return `${target.access.user} can't use sudo without a password (${said}). Give this user a NOPASSWD rule in /etc/sudoers.d`;
  }
  if (/bash: (command )?not found/.test(said))
    return 'has no bash, which our scripts are written for. Install it';
  return `the look at this host ended early with code ${result.code}: ${said || 'no message'}`;
}
