// A host's rules in the lab: what they are, and changes of them that a config asks for.
import { firewalldPolicy } from '../../templates/firewalld.ts';
import { editedConfig } from './lab-config.ts';
import { onHost } from './lab-places.ts';

const atRunTime = 'firewall-cmd --list-all-zones; firewall-cmd --list-all-policies';
const permanent = atRunTime.replaceAll('firewall-cmd', 'firewall-cmd --permanent');
const isOurPolicy = (part: string): boolean => new RegExp(`^${firewalldPolicy}\\b`).test(part);

/** The parts of a text, each from a line that matches on, in an order that does not depend on when they were made. */
function sorted(text: string, begin: RegExp, within: (part: string) => string): string[] {
  const parts = text.split(new RegExp(`^(?=${begin.source})`, 'm'));
  return parts.map((part) => within(part.trim())).sort();
}

const sortedLines = (text: string): string => {
  const [name = '', ...lines] = text.split('\n');
  return [name, ...lines.sort()].join('\n');
};

/** Everything that filters and translates there, whoever's it is: the tables of nftables, and what firewalld lists. */
async function parts(host: string): Promise<string[]> {
  // A table with an owner is listed with its process's name, which says nothing about rules: a wrapper of nft has another.
  const rules = (await onHost(host, 'nft list ruleset; echo')).replaceAll(/ # progname \S+$/gm, '');
  const tables = sorted(rules, /table /, (table) => table);
  const listed = async (listing: string): Promise<string[]> =>
    (await runsFirewalld(host)) ? sorted(await onHost(host, listing), /\S/, sortedLines) : [];
  // firewalld notices an edited file by itself, some time later; what ours says there, `persisted` reads.
  const written = (await listed(permanent)).filter((part) => !isOurPolicy(part));
  const firewalld = [...(await listed(atRunTime)), ...written];
  // firewalld's own table follows from what it lists, in the order in which that was set.
  return [...tables.filter((table) => !table.startsWith('table inet firewalld ')), ...firewalld];
}

export async function ruleset(host: string): Promise<string> {
  return (await parts(host)).join('\n');
}

/** All that is not ours, and what firewalld's owner has written. */
export async function ownersRules(host: string): Promise<string[]> {
  const ours = new RegExp(`^(table \\S+ kafka_proxied_|${firewalldPolicy}\\b)`);
  const files = `find /etc/firewalld -type f ! -name '${firewalldPolicy}.xml' -exec sha256sum {} + 2>/dev/null | sort || true`;
  return [...(await parts(host)).filter((part) => part && !ours.test(part)), await onHost(host, files)];
}

export async function runsFirewalld(host: string): Promise<boolean> {
  return (await onHost(host, 'systemctl is-active firewalld.service || true')) === 'active';
}

/** What the next boot loads of ours; empty where there is nothing. */
export function persisted(host: string): Promise<string> {
  const files = ['/etc/kafka-proxied/firewall/filter.nft', `/etc/firewalld/policies/${firewalldPolicy}.xml`];
  return onHost(host, `cat ${files.join(' ')} 2>/dev/null || true`);
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
      // As the operator's address arrives there.
      const here = host.startsWith('kafkaclient') ? '203.0.113.98' : '10.48.1.0/24';
      own.ssh = { ...own.ssh, allow: [here, more] };
    }
  });
}

/** Names of the resources that let in what is new, where a lock-out shows first. */
export function openingOf(hosts: readonly string[]): string[] {
  return hosts.map((host) => `${host}-firewall-rules`).sort();
}

/** Names of the resources with the rules of hosts: what lets in what is new, and what takes back the rest. */
export function rulesOf(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => [`${host}-firewall-rules`, `${host}-firewall-withdrawn`]).sort();
}
