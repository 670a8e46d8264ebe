// What clients get of a cluster's keys: from the bundle of this stack, or from what another stack exports.
import * as pulumi from '@pulumi/pulumi';
import type { CaIds, HostId, OtherCluster } from '../config/topology.ts';
import { type Identity, identityIn } from '../templates/identity.ts';

export interface ClientKeys {
  /** Certificates that clients trust, PEM. Public. */
  readonly authorities: pulumi.Output<string>;
  readonly caIds: CaIds;
  /**
   * A client's key and certificate; undefined: it has to show none.
   * @param name the host, or the common name of another client
   */
  client(name: string): pulumi.Output<Identity> | undefined;
}

/** Keys of a cluster that another stack describes. */
export class ExportedKeys implements ClientKeys {
  readonly authorities: pulumi.Output<string>;
  readonly caIds: CaIds;

  private readonly identities: Readonly<Record<HostId, string>>;

  /** @param identities key and certificate of each client that has to show one, PEM: secrets */
  constructor(reach: NonNullable<OtherCluster['reach']>, identities: Readonly<Record<HostId, string>>) {
    this.identities = identities;
    this.authorities = pulumi.output(reach.authorities);
    this.caIds = reach.marks;
  }

  client(name: string): pulumi.Output<Identity> | undefined {
    const text = Object.hasOwn(this.identities, name) ? this.identities[name] : undefined;
    if (text === undefined) return undefined;
    return pulumi.secret(this.authorities.apply((authorities) => identityIn(text, authorities)));
  }
}
