// MirrorMaker on one host: it carries topics of one cluster to another.
import * as pulumi from '@pulumi/pulumi';
import type { ClusterId } from '../config/topology.ts';
import { mirrorIdentity } from '../config/plan/select.ts';
import { mirrorUnit } from '../config/units.ts';
import type { Document } from '../templates/document.ts';
import { mirrorDocument, type MirrorKeys, mirrorKeysDocument, mirrorTlsSides } from '../templates/mirror.ts';
import type { MirrorMakerFacts } from '../templates/mirror-side.ts';
import type { ClientKeys } from './client-keys.ts';
import { hostCommand, present, secretsStep } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { restartFor } from './restart.ts';

export interface MirrorMakerArgs extends MirrorMakerFacts {
  session: HostSession;
  /** By cluster: of those with TLS listeners. */
  keys: ReadonlyMap<ClusterId, ClientKeys>;
  /** What must be there first: the topics of both clusters. */
  after: KafkaTopics[];
}

export class MirrorMaker extends pulumi.ComponentResource {
  /** systemd unit on the host, without `.service`. */
  readonly unit: string;

  constructor(name: string, args: MirrorMakerArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:MirrorMaker', name, {}, options);
    this.unit = mirrorUnit(args.mirror.id);
    const { session, after } = args;
    const document = mirrorDocument(args);
    const secrets = keysOf(args);
    const keys = secretsStep(`${name}-keys`, { session, unit: this.unit }, secrets, { parent: this });
    const renew = restartFor(this, session, this.unit, document, secrets, 'by a restart');
    hostCommand(
      `${name}-service`,
      { session, kind: 'mirror', unit: this.unit, document, renew },
      { parent: this, dependsOn: present([keys, ...after.map(({ declared }) => declared)]) },
    );
    this.registerOutputs({ unit: this.unit });
  }
}

/** Undefined where both clusters are reached in plain text. */
function keysOf(args: MirrorMakerArgs): pulumi.Output<Document> | undefined {
  const sides = mirrorTlsSides(args);
  if (sides.length === 0) return undefined;
  const all = sides.map(({ cluster, shows }): pulumi.Output<MirrorKeys> => {
    const bundle = args.keys.get(cluster.id);
    if (!bundle) throw new Error(`${cluster.id} speaks TLS and has no keys`);
    const identity = shows ? bundle.client(mirrorIdentity(args.mirror)) : undefined;
    const { caIds } = bundle;
    return pulumi
      .all([bundle.authorities, identity])
      .apply(([authorities, own]) => ({ cluster: cluster.id, caIds, authorities, identity: own }));
  });
  return pulumi.all(all).apply(mirrorKeysDocument);
}
