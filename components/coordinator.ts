// A server that coordinates a cluster, as components of every kind are given and make it.
import type * as pulumi from '@pulumi/pulumi';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster } from '../config/topology.ts';
import type { NodeKeys } from '../templates/identity.ts';
import type { HostSession } from './host/session.ts';

/** What was made of a server. */
export interface CoordinatorComponent extends pulumi.ComponentResource {
  /** Ready when the server serves; undefined: its host is abandoned and never had it. */
  readonly service: pulumi.Resource | undefined;
}

export interface CoordinatorArgs {
  cluster: Cluster;
  plan: Plan;
  session: HostSession;
  /** Of a server that speaks TLS. */
  keys?: pulumi.Output<NodeKeys> | undefined;
  /** Servers of the same cluster that must be ready first: those that run restart one at a time. */
  after: CoordinatorComponent[];
  /** What else must be done first. */
  dependsOn: pulumi.Resource[];
}
