// Something else than the host's own sshd on its port 22, and the own one back.
import { onHost } from './lab-places.ts';

const folder = '/run/other-sshd';

/** Stops the host's sshd; connections that are open stay open. */
async function freePort(host: string): Promise<void> {
  await onHost(host, `systemctl stop ssh.service; rm -rf ${folder}; mkdir -p ${folder}`);
}

/** Accepts connections and says nothing. */
export async function silentSshd(host: string): Promise<void> {
  await freePort(host);
  const program =
    'use IO::Socket::INET; my $server = IO::Socket::INET->new(LocalPort => 22, Listen => 50, ReuseAddr => 1) or die; my @open; while (my $one = $server->accept) { push @open, $one }';
  await onHost(host, `systemd-run --quiet --collect --unit=other-sshd perl -e '${program}'`);
  await awaitPort(host);
}

/**
 * A sshd with another host key of this kind, where the operator's key would be let in, and whatever a command got on
 * its standard input would be stored.
 */
export async function otherSshd(host: string, keyType: 'ed25519' | 'rsa'): Promise<void> {
  await freePort(host);
  await onHost(
    host,
    `ssh-keygen -q -t ${keyType} -N '' -f ${folder}/key
     printf '%s\\n' 'Port 22' 'HostKey ${folder}/key' 'PidFile none' 'LogLevel DEBUG1' 'AuthorizedKeysFile /home/operator/.ssh/authorized_keys' 'ForceCommand cat >>${folder}/stdin' >${folder}/config
     chmod 777 ${folder}
     mkdir -p /run/sshd
     systemd-run --quiet --collect --unit=other-sshd /usr/sbin/sshd -D -f ${folder}/config -E ${folder}/log`,
  );
  await awaitPort(host);
}

async function awaitPort(host: string): Promise<void> {
  await onHost(host, 'until [ -n "$(ss -Hltn sport = :22)" ]; do sleep 0.1; done');
}

/** What the other sshd noted, and what commands were given. */
export async function seenByOtherSshd(host: string): Promise<{ log: string; stdin: string }> {
  return {
    log: await onHost(host, `cat ${folder}/log`),
    stdin: await onHost(host, `cat ${folder}/stdin 2>/dev/null || true`),
  };
}

/** Puts the host's own sshd back. */
export async function ownSshd(host: string): Promise<void> {
  await onHost(
    host,
    `systemctl stop other-sshd.service 2>/dev/null || true; rm -rf ${folder}; systemctl start ssh.service`,
  );
  await awaitPort(host);
}
