// One broker on one host: its configuration is staged first, then a roll step switches to it.
import * as pulumi from '@pulumi/pulumi';
import { brokerUnit } from '../config/units.ts';
import { type BrokerFacts, brokerDocument, rollDocument } from '../templates/broker.ts';
import { hostCommand } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { announceRestart } from './restart.ts';

export interface KafkaBrokerArgs extends BrokerFacts {
  session: HostSession;
  /** What must be ready first: the ZooKeeper servers. */
  dependsOn: pulumi.Resource[];
}

export class KafkaBroker extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Staged: nothing has restarted yet. */
  readonly conf: pulumi.Resource;

  private rolled: pulumi.Resource | undefined;

  constructor(
    readonly name: string,
    private readonly args: KafkaBrokerArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('kafka-proxied:index:KafkaBroker', name, {}, options);
    this.unit = brokerUnit(args.cluster.id, args.broker.id);
    this.conf = hostCommand(
      `${name}-conf`,
      { session: args.session, kind: 'broker', unit: this.unit, document: brokerDocument(args) },
      { parent: this },
    );
    this.registerOutputs({ unit: this.unit });
  }

  /**
   * Makes the roll step: it restarts the broker only if it runs with other content, and is done when the broker is
   * registered, answers and is in sync.
   * @param after brokers that must be done before this one may go down
   */
  roll(after: KafkaBroker[]): void {
    const document = rollDocument(this.args);
    announceRestart(this, this.args.session, this.unit, document.settings['conf']);
    this.rolled = hostCommand(
      `${this.name}-roll`,
      { session: this.args.session, kind: 'roll', unit: this.unit, document },
      {
        parent: this,
        dependsOn: [this.conf, ...this.args.dependsOn, ...after.map((broker) => broker.ready)],
      },
    );
  }

  /** Resource that is done when the broker serves. */
  get ready(): pulumi.Resource {
    if (!this.rolled) throw new Error(`${this.name} has no roll step yet`);
    return this.rolled;
  }
}
