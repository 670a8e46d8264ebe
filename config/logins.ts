// Which keys and agents the hosts of a stack are logged in to with, and where the config says so.
import { pathText } from './problem.ts';
import type { StackConfig } from './schema/stack.ts';

export interface LoginKey {
  /** Where the config names it, such as `kafka-proxied:ssh.privateKeyFile`. */
  path: string;
  kind: 'agentSocket' | 'privateKeyFile';
  /** Absolute path of the file or socket. */
  place: string;
}

type Config = Pick<StackConfig, 'ssh' | 'hosts' | 'abandonHosts'>;

/** Each once, in the order of the config; those of hosts that nobody logs in to are left out. */
export function loginKeysOf(
  { ssh, hosts, abandonHosts }: Config,
  resolve: (path: string) => string,
): LoginKey[] {
  const found = new Map<string, LoginKey>();
  for (const [id, host] of Object.entries(hosts)) {
    if (!(host.managed || host.probe) || abandonHosts.includes(id)) continue;
    const isOwn = host.ssh?.agentSocket !== undefined || host.ssh?.privateKeyFile !== undefined;
    const holder = isOwn ? host.ssh : ssh;
    const kind = holder?.agentSocket !== undefined ? 'agentSocket' : 'privateKeyFile';
    const file = holder?.[kind];
    if (file === undefined) continue;
    const path = pathText(isOwn ? ['hosts', id, 'ssh', kind] : ['ssh', kind]);
    found.set(path, { path, kind, place: resolve(file) });
  }
  return [...found.values()];
}
