// One broker on one host: its configuration is staged first, then a roll step switches to it.
import * as pulumi from '@pulumi/pulumi';
import { takesCertificatesWhileRunning } from '../config/coordination.ts';
import { brokerUnit } from '../config/units.ts';
import { brokerDocument, rollDocument, secretsDocument } from '../templates/broker.ts';
import type { Document } from '../templates/document.ts';
import type { BrokerFacts } from '../templates/endpoint.ts';
import type { NodeKeys } from '../templates/identity.ts';
import { hostCommand, present, secretsStep } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { restartFor } from './restart.ts';

export interface KafkaBrokerArgs extends BrokerFacts {
  session: HostSession;
  /** Values of the stack's secrets, by name. */
  secrets: Record<string, string>;
  /** Of a broker that speaks TLS. */
  keys?: pulumi.Output<NodeKeys> | undefined;
  /** What must be ready first: the servers that coordinate. */
  dependsOn: pulumi.Resource[];
}

export class KafkaBroker extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Done when all of its files are on the host; nothing has restarted yet. */
  readonly staged: pulumi.Resource[];

  private readonly secrets: Document | pulumi.Output<Document> | undefined;
  private rolled: pulumi.Resource[] | undefined;

  readonly name: string;
  private readonly args: KafkaBrokerArgs;

  constructor(name: string, args: KafkaBrokerArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:KafkaBroker', name, {}, options);
    this.name = name;
    this.args = args;
    this.unit = brokerUnit(args.cluster.id, args.broker.id);
    const conf = hostCommand(
      `${name}-conf`,
      { session: args.session, kind: 'broker', unit: this.unit, document: brokerDocument(args) },
      // The data goes with this resource, and must be gone before ZooKeeper's: brokers refuse another cluster's id.
      { parent: this, dependsOn: args.cluster.destroyData ? args.dependsOn : [] },
    );
    this.secrets =
      args.keys?.apply((keys) => secretsDocument(args, args.secrets, keys) as Document) ??
      secretsDocument(args, args.secrets);
    const secrets = secretsStep(`${name}-secrets`, { session: args.session, unit: this.unit }, this.secrets, {
      parent: this,
      dependsOn: present([conf]),
    });
    this.staged = present([secrets ?? conf]);
    this.registerOutputs({ unit: this.unit });
  }

  /**
   * Makes the roll step: it restarts the broker only if it runs with other content, and is done when the broker is
   * registered, answers and is in sync.
   * @param staged brokers whose files must be in place first, beside its own
   * @param after brokers that must be done before this one may go down
   */
  roll(staged: KafkaBroker[], after: KafkaBroker[]): void {
    const document = rollDocument(this.args);
    const { session } = this.args;
    const renewal = takesCertificatesWhileRunning(this.args.cluster) ? 'while it runs' : 'by a restart';
    const renew = restartFor(this, session, this.unit, document, this.secrets, renewal);
    const roll = hostCommand(
      `${this.name}-roll`,
      { session, kind: 'roll', unit: this.unit, document, renew },
      {
        parent: this,
        dependsOn: [
          ...[this, ...staged].flatMap((broker) => broker.staged),
          ...this.args.dependsOn,
          ...after.flatMap((broker) => broker.ready),
        ],
      },
    );
    this.rolled = present([roll]);
  }

  /** Done when the broker serves; nothing to wait for where its host is abandoned and never had it. */
  get ready(): pulumi.Resource[] {
    if (!this.rolled) throw new Error(`${this.name} has no roll step yet`);
    return this.rolled;
  }
}
