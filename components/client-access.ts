// What a client of the clusters gets on its host: properties for each cluster and the `kafka` command.
import * as pulumi from '@pulumi/pulumi';
import type { Plan } from '../config/plan/types.ts';
import { clientSizes } from '../config/settings.ts';
import type { Cluster } from '../config/topology.ts';
import { clientDocument } from '../templates/client/document.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';

export interface ClientAccessArgs {
  session: HostSession;
  plan: Plan;
  /** The clusters that this host reaches. */
  clusters: Cluster[];
}

export class ClientAccess extends pulumi.ComponentResource {
  constructor(
    name: string,
    { session, plan, clusters }: ClientAccessArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('kafka-proxied:index:ClientAccess', name, {}, options);
    const document = clientDocument(plan, session.host.id, clusters, (cluster) =>
      clientSizes(cluster.settings, cluster.topics),
    );
    hostCommand(`${name}-files`, { session, kind: 'client', unit: 'kafka', document }, { parent: this });
    this.registerOutputs({});
  }
}
