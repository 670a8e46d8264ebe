// A cluster: the servers that coordinate it, its brokers in the order of the roll, its topics.
import * as pulumi from '@pulumi/pulumi';
import type { Plan } from '../config/plan/types.ts';
import type { Cluster, Host, HostId } from '../config/topology.ts';
import type { RollOrder } from '../probe/roll-order.ts';
import { speaksTls } from '../templates/broker.ts';
import { topicsBroker } from '../templates/endpoint.ts';
import { makeCoordinators } from './coordination.ts';
import type { CoordinatorNode } from './coordinator-node.ts';
import { present } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { KafkaBroker } from './kafka-broker.ts';
import type { KeystoreBundle } from './keystore-bundle.ts';
import { KafkaTopics } from './kafka-topics.ts';

export interface KafkaClusterArgs {
  cluster: Cluster;
  plan: Plan;
  hosts: ReadonlyMap<HostId, Host>;
  /** In which order brokers are switched, by what the probe saw. */
  order: RollOrder;
  /** Done when all hosts have opened the new ways: before that, none that serves may switch to them. */
  opened: pulumi.Resource[];
  /** Values of the stack's secrets, by name. */
  secrets: Record<string, string>;
  /** Where anything of the cluster speaks TLS. */
  keys?: KeystoreBundle | undefined;
  /** The session of a managed host. */
  sessionOf: (host: HostId) => HostSession;
}

export class KafkaCluster extends pulumi.ComponentResource {
  readonly coordinators: CoordinatorNode[];
  readonly brokers: KafkaBroker[];
  readonly topics: KafkaTopics;

  constructor(name: string, args: KafkaClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:KafkaCluster', name, {}, options);
    this.coordinators = makeCoordinators(this, {
      ...args,
      keysOf: ({ id }) => args.keys?.coordinator(id),
    });
    this.brokers = this.makeBrokers(name, args);
    this.topics = this.makeTopics(name, args);
    this.registerOutputs({});
  }

  private makeBrokers(
    name: string,
    { cluster, plan, hosts, order, opened, secrets, keys, sessionOf }: KafkaClusterArgs,
  ): KafkaBroker[] {
    const ready = present(this.coordinators.map((node) => node.service));
    // Clients of a cluster that serves are told of each broker as soon as it has switched.
    const serves = order.oneByOne.length > 0;
    const dependsOn = serves ? [...ready, ...opened] : ready;
    const make = (broker: Cluster['brokers'][number]): KafkaBroker => {
      const session = sessionOf(broker.host);
      return new KafkaBroker(
        `${name}-broker-${broker.id}`,
        {
          ...{ cluster, broker, plan, hosts, session, secrets, dependsOn },
          keys: speaksTls({ cluster, broker, plan, hosts }) ? keys?.broker(broker.id) : undefined,
        },
        { parent: this },
      );
    };
    const atOnce = order.together.map(make);
    const inTurn = order.oneByOne.map(make);
    const all = [...atOnce, ...inTurn];
    for (const broker of atOnce) broker.roll([], []);
    // Everything is staged before the first broker goes down: a full disk on one host must not stop a roll half-way.
    inTurn.forEach((broker, index) => broker.roll(all, [...atOnce, ...inTurn.slice(0, index)]));
    return all;
  }

  private makeTopics(name: string, { cluster, plan, hosts, sessionOf }: KafkaClusterArgs): KafkaTopics {
    const broker = topicsBroker(hosts, cluster);
    return new KafkaTopics(
      `${name}-topics`,
      { cluster, plan, hosts, broker, session: sessionOf(broker.host), brokers: this.brokers },
      { parent: this },
    );
  }
}
