// What a client of the clusters gets on its host: properties for each cluster and the `kafka` command.
import * as pulumi from '@pulumi/pulumi';
import type { Plan } from '../config/plan/types.ts';
import { clientSizes } from '../config/settings.ts';
import { tlsClientsOf } from '../config/plan/select.ts';
import type { Cluster, ClusterId } from '../config/topology.ts';
import { clientDocument } from '../templates/client/document.ts';
import { clientKeysDocument } from '../templates/client/keys.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import type { KeystoreBundle } from './keystore-bundle.ts';

export interface ClientAccessArgs {
  session: HostSession;
  plan: Plan;
  /** The clusters that this host reaches. */
  clusters: Cluster[];
  /** By cluster: of those with TLS listeners. */
  keys: ReadonlyMap<ClusterId, KeystoreBundle>;
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
      const bundle = keys.get(cluster.id);
      if (bundle && tlsClientsOf(plan, cluster).includes(session.host.id)) {
        this.placeKeys(`${name}-${cluster.id}-keys`, session, cluster, bundle);
      }
    }
    this.registerOutputs({});
  }

  private placeKeys(name: string, session: HostSession, cluster: Cluster, bundle: KeystoreBundle): void {
    const identity = bundle.client(session.host.id);
    const reader = session.host.ssh?.user ?? '';
    const document = pulumi
      .all([bundle.authorities, identity])
      .apply(([authorities, own]) => clientKeysDocument(reader, cluster.tls, authorities, own));
    hostCommand(
      name,
      { session, kind: 'client-keys', unit: cluster.id, document, secret: identity !== undefined },
      { parent: this },
    );
  }
}
