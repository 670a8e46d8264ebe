// One server that coordinates its cluster, on one host: what the components of all kinds have in common.
import * as pulumi from '@pulumi/pulumi';
import type { Coordinator } from '../config/coordination.ts';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster } from '../config/topology.ts';
import { coordinationTemplates } from '../templates/coordination.ts';
import type { NodeKeys } from '../templates/identity.ts';
import { hostCommand, present, secretsStep } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { restartFor } from './restart.ts';

export interface CoordinatorNodeArgs {
  cluster: Cluster;
  server: Coordinator;
  plan: Plan;
  session: HostSession;
  /** Of a server that speaks TLS. */
  keys?: pulumi.Output<NodeKeys> | undefined;
  /** Servers of the same cluster that must be ready first: those that run restart one at a time. */
  after: CoordinatorNode[];
  /** What else must be done first. */
  dependsOn: pulumi.Resource[];
}

export abstract class CoordinatorNode extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Ready when the server serves; undefined: its host is abandoned and never had it. */
  readonly service: pulumi.Resource | undefined;

  /** @param type Pulumi's type, a part of the URN: `ZookeeperNode` */
  protected constructor(
    type: string,
    name: string,
    args: CoordinatorNodeArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(`kafka-proxied:index:${type}`, name, {}, options);
    const { server, session, keys } = args;
    const templates = coordinationTemplates(args.cluster);
    this.unit = server.unit;
    const document = templates.server(args, server.id);
    const secrets = keys?.apply((known) => templates.serverSecrets(args, server.id, known));
    const staged = secretsStep(`${name}-secrets`, { session, unit: this.unit }, secrets, { parent: this });
    const renew = restartFor(this, session, this.unit, document, secrets, 'by a restart');
    this.service = hostCommand(
      `${name}-service`,
      { session, kind: server.role, unit: this.unit, document, renew },
      {
        parent: this,
        dependsOn: present([staged, ...args.after.map((node) => node.service), ...args.dependsOn]),
      },
    );
    this.registerOutputs({ unit: this.unit });
  }
}
