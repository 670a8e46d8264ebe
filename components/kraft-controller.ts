// One controller of a cluster with KRaft, on one host.
import type * as pulumi from '@pulumi/pulumi';
import { CoordinatorNode, type CoordinatorNodeArgs } from './coordinator-node.ts';

export class KraftController extends CoordinatorNode {
  constructor(name: string, args: CoordinatorNodeArgs, options?: pulumi.ComponentResourceOptions) {
    super('KraftController', name, args, options);
  }
}
