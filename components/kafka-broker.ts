// One broker on one host: its configuration is staged first, then a roll step switches to it.
import * as pulumi from '@pulumi/pulumi';
import { brokerUnit } from '../config/units.ts';
import {
  type BrokerFacts,
  brokerDocument,
  rollDocument,
  secretsDocument,
  startHash,
} from '../templates/broker.ts';
import type { Document } from '../templates/document.ts';
import { hostCommand, isRecorded } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { announceRestart } from './restart.ts';

export interface KafkaBrokerArgs extends BrokerFacts {
  session: HostSession;
  /** Values of the stack's secrets, by name. */
  secrets: Record<string, string>;
  /** What must be ready first: the ZooKeeper servers. */
  dependsOn: pulumi.Resource[];
}

export class KafkaBroker extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;
  /** Staged: nothing has restarted yet. */
  readonly conf: pulumi.Resource;

  private readonly secrets: Document | undefined;
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
    this.secrets = secretsDocument(args, args.secrets);
    if (this.secrets) {
      hostCommand(
        `${name}-secrets`,
        { session: args.session, kind: 'secrets', unit: this.unit, document: this.secrets, secret: true },
        { parent: this },
      );
    }
    this.registerOutputs({ unit: this.unit });
  }

  /**
   * Makes the roll step: it restarts the broker only if it runs with other content, and is done when the broker is
   * registered, answers and is in sync.
   * @param after brokers that must be done before this one may go down
   */
  roll(after: KafkaBroker[]): void {
    const document = rollDocument(this.args);
    const { session } = this.args;
    announceRestart(this, session, this.unit, startHash(String(document.settings['conf']), this.secrets));
    // The document of the roll can't hold what changed in the secrets.
    const renew =
      this.secrets && !isRecorded(session, 'secrets', this.unit, this.secrets) ? 'other secrets' : undefined;
    this.rolled = hostCommand(
      `${this.name}-roll`,
      { session, kind: 'roll', unit: this.unit, document, renew },
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
