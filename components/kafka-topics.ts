// The declared topics of a cluster: created, and altered to what is declared; never deleted.
import * as pulumi from '@pulumi/pulumi';
import type { BrokerFacts } from '../templates/endpoint.ts';
import { topicsDocument } from '../templates/topics.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import type { KafkaBroker } from './kafka-broker.ts';

export interface KafkaTopicsArgs extends BrokerFacts {
  /** Where Kafka's tools are run: the host of `broker`. */
  session: HostSession;
  /** All brokers of the cluster: topics are made when they serve. */
  brokers: KafkaBroker[];
}

export class KafkaTopics extends pulumi.ComponentResource {
  /** Done when every declared topic is there; undefined: its host is abandoned and never had it. */
  readonly declared: pulumi.Resource | undefined;

  constructor(name: string, args: KafkaTopicsArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:KafkaTopics', name, {}, options);
    this.declared = hostCommand(
      `${name}-declared`,
      { session: args.session, kind: 'topics', unit: args.cluster.id, document: topicsDocument(args) },
      { parent: this, dependsOn: args.brokers.flatMap((broker) => broker.ready) },
    );
    this.registerOutputs({});
  }
}
