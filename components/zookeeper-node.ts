// One ZooKeeper server on one host.
import * as pulumi from '@pulumi/pulumi';
import { zookeeperUnit } from '../config/units.ts';
import { type ZookeeperFacts, zookeeperDocument } from '../templates/zookeeper.ts';
import { hostCommand, made } from './host/host-command.ts';
import { announceRestart } from './restart.ts';
import type { HostSession } from './host/session.ts';

export interface ZookeeperNodeArgs extends ZookeeperFacts {
  session: HostSession;
  /** Servers of the ensemble that must be ready first: a running ensemble restarts one at a time. */
  after: ZookeeperNode[];
}

export class ZookeeperNode extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Ready when the server serves; undefined: its host is gone for good, and never had it. */
  readonly service: pulumi.Resource | undefined;

  constructor(name: string, args: ZookeeperNodeArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:ZookeeperNode', name, {}, options);
    this.unit = zookeeperUnit(args.cluster.id, args.node.id);
    const document = zookeeperDocument(args);
    announceRestart(this, args.session, this.unit, String(document.settings['conf']));
    this.service = hostCommand(
      `${name}-service`,
      { session: args.session, kind: 'zookeeper', unit: this.unit, document },
      { parent: this, dependsOn: made(args.after.map((node) => node.service)) },
    );
    this.registerOutputs({ unit: this.unit });
  }
}
