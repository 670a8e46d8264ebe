// One ZooKeeper server on one host.
import * as pulumi from '@pulumi/pulumi';
import { zookeeperUnit } from '../config/units.ts';
import { type ZookeeperFacts, zookeeperDocument, zookeeperSecrets } from '../templates/zookeeper.ts';
import type { CoordinatorArgs, CoordinatorComponent } from './coordinator.ts';
import { hostCommand, present } from './host/host-command.ts';
import { restartFor } from './restart.ts';

export type ZookeeperNodeArgs = ZookeeperFacts & CoordinatorArgs;

export class ZookeeperNode extends pulumi.ComponentResource implements CoordinatorComponent {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
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
    const renew = restartFor(this, session, this.unit, document, secrets, 'by a restart');
    this.service = hostCommand(
      `${name}-service`,
      { session, kind: 'zookeeper', unit: this.unit, document, renew },
      {
        parent: this,
        dependsOn: present([staged, ...args.after.map((node) => node.service), ...args.dependsOn]),
      },
    );
    this.registerOutputs({ unit: this.unit });
  }
}
