// What one host lets in, changed so that nobody is locked out.
import * as pulumi from '@pulumi/pulumi';
import type { HostPolicy } from '../config/plan/types.ts';
import type { Host } from '../config/topology.ts';
import { filterDocument, filterTable, type TrialLogin } from '../templates/firewall.ts';
import type { Document } from '../templates/document.ts';
import type { HostCommandArgs } from './host/host-command.ts';
import type { Opened } from './host/opened.ts';
import { tentativeCommand } from './host/tentative-command.ts';
import type { HostSession } from './host/session.ts';

export interface FirewallPolicyArgs {
  session: HostSession;
  policy: HostPolicy;
  /** Hosts that are reached through this one, and must still be with its new rules. Default: none. */
  beyond?: Host[];
}

/** Lets in what is new beside what was let in before; {@link withdraw} is the end of the latter. */
export class FirewallPolicy extends pulumi.ComponentResource implements Opened {
  private readonly rules: Pick<HostCommandArgs, 'session' | 'unit'> & { document: Document };

  private readonly name: string;

  constructor(name: string, args: FirewallPolicyArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:FirewallPolicy', name, {}, options);
    this.name = name;
    const { session, policy, beyond = [] } = args;
    const backend = session.facts?.firewalld ? 'firewalld' : 'nftables';
    const document = filterDocument(policy, backend, loginOf(session.host), beyond.map(loginOf));
    this.rules = { session, unit: filterTable, document };
    tentativeCommand(`${name}-rules`, { ...this.rules, kind: 'firewall' }, { parent: this });
    this.registerOutputs({});
  }

  withdraw(after: pulumi.Resource[]): void {
    tentativeCommand(
      `${this.name}-withdrawn`,
      { ...this.rules, kind: 'firewall-withdrawn', removes: false },
      { parent: this, dependsOn: after },
    );
  }
}

function loginOf({ id, address, ssh }: Host): TrialLogin {
  if (!ssh) throw new Error(`host ${id} is not managed: nobody logs in to it`);
  // As for other resources: an agent is preferred.
  const { agentSocket, privateKeyFile, ...access } = ssh;
  const identity = agentSocket ? { agentSocket } : privateKeyFile ? { privateKeyFile } : {};
  return { name: id, address, ...access, ...identity };
}
