// One server of a cluster's ZooKeeper ensemble, on one host.
import type * as pulumi from '@pulumi/pulumi';
import { CoordinatorNode, type CoordinatorNodeArgs } from './coordinator-node.ts';

export class ZookeeperNode extends CoordinatorNode {
  constructor(name: string, args: CoordinatorNodeArgs, options?: pulumi.ComponentResourceOptions) {
    super('ZookeeperNode', name, args, options);
  }
}
