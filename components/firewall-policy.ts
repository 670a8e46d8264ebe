// What one host lets in, changed so that nobody is locked out.
import * as pulumi from '@pulumi/pulumi';
import type { HostPolicy } from '../config/plan/types.ts';
import type { Host } from '../config/topology.ts';
import { filterDocument, filterTable, type Login } from '../templates/firewall.ts';
import { tentativeCommand } from './host/tentative-command.ts';
import type { HostSession } from './host/session.ts';

export interface FirewallPolicyArgs {
  session: HostSession;
  policy: HostPolicy;
  /** Hosts that are reached through this one, and must still be with its new rules. Default: none. */
  beyond?: Host[];
}

export class FirewallPolicy extends pulumi.ComponentResource {
  constructor(name: string, args: FirewallPolicyArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:FirewallPolicy', name, {}, options);
    const { session, policy, beyond = [] } = args;
    const backend = session.facts?.firewalld ? 'firewalld' : 'nftables';
    const document = filterDocument(policy, backend, loginOf(session.host), beyond.map(loginOf));
    tentativeCommand(
      `${name}-rules`,
      { session, kind: 'firewall', unit: filterTable, document },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

function loginOf({ id, address, ssh }: Host): Login {
  if (!ssh) throw new Error(`host ${id} is not managed: nobody logs in to it`);
  // As for other resources: an agent is preferred.
  const { agentSocket, privateKeyFile, ...access } = ssh;
  const identity = agentSocket ? { agentSocket } : privateKeyFile ? { privateKeyFile } : {};
  return { name: id, address, ...access, ...identity };
}
