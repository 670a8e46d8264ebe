// A host's rules in the lab: what they are, changes of them that a config asks for, and rules that turn out wrong.
import { filterTable } from '../../templates/firewall.ts';
import { editedConfig } from './lab-config.ts';
import { onHost } from './lab-places.ts';

/** Everything that the kernel filters and translates there, whoever's it is, table by table, whichever was loaded last. */
export async function ruleset(host: string): Promise<string> {
  const tables = (await onHost(host, 'nft list ruleset; echo')).split(/^(?=table )/m);
  return tables
    .map((table) => table.trim())
    .sort()
    .join('\n');
}

/** What the next boot loads, and its stamp; empty where there is none. */
export function persisted(host: string): Promise<string> {
  return onHost(host, 'cat /etc/kafka-proxied/firewall/filter.nft 2>/dev/null || true');
}

/** Whether a change is tried there just now. */
export async function isPending(host: string): Promise<boolean> {
  return (await onHost(host, '[ ! -e /run/kafka-proxied/firewall/pending ] || echo yes')) === 'yes';
}

interface HostConfig {
  ssh?: { allow?: string[] };
}

/** A config file in which these hosts let one more address, which nobody has, in to sshd. */
export function withNewRules(config: string, hosts: readonly string[], more = '10.48.9.9'): string {
  return editedConfig(config, (content) => {
    for (const host of hosts) {
      const own = content['kafka-proxied:hosts'][host] as HostConfig;
      own.ssh = { ...own.ssh, allow: ['10.48.1.0/24', more] };
    }
  });
}

/** Names of the resources with the rules of hosts. */
export function rulesOf(hosts: readonly string[]): string[] {
  return hosts.map((host) => `${host}-firewall-rules`).sort();
}

/**
 * From now on, a script runs on the host right after new rules were put in force for a trial: as part of the same step,
 * before anybody can confirm them.
 * @returns a function that takes this back
 */
export async function afterTrial(host: string, script: string): Promise<() => Promise<void>> {
  await onHost(
    host,
    `cat >/run/nft-too <<'EOF'
#!/bin/bash
if [ "$1" = --file ] && [ "$2" = /run/kafka-proxied/firewall/next.nft ]; then
  /usr/sbin/nft.real "$@" || exit
  nft() { /usr/sbin/nft.real "$@"; }
  ${script}
  exit
fi
exec /usr/sbin/nft.real "$@"
EOF
     chmod 755 /run/nft-too; mv /usr/sbin/nft /usr/sbin/nft.real; cp /run/nft-too /usr/sbin/nft`,
  );
  return async () => {
    await onHost(host, '[ ! -e /usr/sbin/nft.real ] || mv -f /usr/sbin/nft.real /usr/sbin/nft');
  };
}

/** The first rule of ours there, as an nft command: what it says counts before the others. */
export function firstRule(rule: string): string {
  return `nft insert rule inet ${filterTable} input ${rule}`;
}
