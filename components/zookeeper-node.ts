// One ZooKeeper server on one host.
import * as pulumi from '@pulumi/pulumi';
import { zookeeperUnit } from '../config/units.ts';
import type { NodeKeys } from '../templates/identity.ts';
import { type ZookeeperFacts, zookeeperDocument, zookeeperSecrets } from '../templates/zookeeper.ts';
import { hostCommand, made } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { restartFor } from './restart.ts';

export interface ZookeeperNodeArgs extends ZookeeperFacts {
  session: HostSession;
  /** Of a server that speaks TLS. */
  keys?: pulumi.Output<NodeKeys> | undefined;
  /** Servers of the ensemble that must be ready first: a running ensemble restarts one at a time. */
  after: ZookeeperNode[];
  /** What else must be done first. */
  dependsOn: pulumi.Resource[];
}

export class ZookeeperNode extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Ready when the server serves; undefined: its host is gone for good, and never had it. */
  readonly service: pulumi.Resource | undefined;

  constructor(name: string, args: ZookeeperNodeArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:ZookeeperNode', name, {}, options);
    this.unit = zookeeperUnit(args.cluster.id, args.node.id);
    const { session, keys } = args;
    const document = zookeeperDocument(args);
    const secrets = keys?.apply((known) => zookeeperSecrets(args, known));
    const staged =
      secrets &&
      hostCommand(
        `${name}-secrets`,
        { session, kind: 'secrets', unit: this.unit, document: secrets, secret: true },
        { parent: this },
      );
    const renew = restartFor(
      this,
      session,
      this.unit,
      String(document.settings['conf']),
      secrets,
      'by a restart',
    );
    this.service = hostCommand(
      `${name}-service`,
      { session, kind: 'zookeeper', unit: this.unit, document, renew },
      {
        parent: this,
        dependsOn: made([staged, ...args.after.map((node) => node.service), ...args.dependsOn]),
      },
    );
    this.registerOutputs({ unit: this.unit });
  }
}
