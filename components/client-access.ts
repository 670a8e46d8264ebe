// What a client of the clusters gets on its host: properties for each cluster and the `kafka` command.
import * as pulumi from '@pulumi/pulumi';
import type { Plan } from '../config/plan/types.ts';
import { clientSizes } from '../config/settings.ts';
import { connectsByTls } from '../config/plan/select.ts';
import type { ClusterId, KnownCluster } from '../config/topology.ts';
import { clientDocument } from '../templates/client/document.ts';
import { clientKeysDocument } from '../templates/client/keys.ts';
import type { ClientKeys } from './client-keys.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';

export interface ClientAccessArgs {
  session: HostSession;
  plan: Plan;
  /** The clusters that this host reaches. */
  clusters: KnownCluster[];
  /** By cluster: of those with TLS listeners. */
  keys: ReadonlyMap<ClusterId, ClientKeys>;
}

export class ClientAccess extends pulumi.ComponentResource {
  constructor(
    name: string,
    { session, plan, clusters, keys }: ClientAccessArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('kafka-proxied:index:ClientAccess', name, {}, options);
    const document = clientDocument(plan, session.host.id, clusters, (cluster) =>
      clientSizes(cluster.settings, cluster.topics),
    );
    hostCommand(`${name}-files`, { session, kind: 'client', unit: 'kafka', document }, { parent: this });
    for (const cluster of clusters) {
      const own = keys.get(cluster.id);
      if (own && connectsByTls(plan, cluster, session.host.id)) {
        this.placeKeys(`${name}-${cluster.id}-keys`, session, cluster, own);
      }
    }
    this.registerOutputs({});
  }

  private placeKeys(name: string, session: HostSession, cluster: KnownCluster, keys: ClientKeys): void {
    const identity = keys.client(session.host.id);
    const reader = session.host.ssh?.user ?? '';
    const document = pulumi
      .all([keys.authorities, identity])
      .apply(([authorities, own]) =>
        clientKeysDocument(reader, cluster.version, keys.caIds, authorities, own),
      );
    hostCommand(
      name,
      { session, kind: 'client-keys', unit: cluster.id, document, secret: identity !== undefined },
      { parent: this },
    );
  }
}
