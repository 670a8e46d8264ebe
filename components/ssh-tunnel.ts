// An SSH tunnel from a client to a cluster that answers on its own machine alone, and the ports that its key may open there.
import * as pulumi from '@pulumi/pulumi';
import * as tls from '@pulumi/tls';
import type { Tunnel } from '../config/plan/types.ts';
import type { Host, HostId } from '../config/topology.ts';
import { tunnelUnit } from '../config/units.ts';
import { tunnelDocument, tunnelDoors, tunnelDoorsDocument, tunnelKeyDocument } from '../templates/tunnel.ts';
import { hostCommand, present } from './host/host-command.ts';
import type { HostSession } from './host/session.ts';
import { provided } from './provided.ts';

export interface SshTunnelArgs {
  tunnel: Tunnel;
  session: HostSession;
  /** Where it leads to. */
  server: Host;
}

class SshTunnel extends pulumi.ComponentResource {
  /** systemd unit on the client, without `.service`. */
  readonly unit: string;
  /** In OpenSSH's format. */
  readonly publicKey: pulumi.Output<string>;

  private readonly key: tls.PrivateKey;

  private readonly name: string;
  private readonly args: SshTunnelArgs;

  constructor(name: string, args: SshTunnelArgs, options?: pulumi.ComponentResourceOptions) {
    super('kafka-proxied:index:SshTunnel', name, {}, options);
    this.name = name;
    this.args = args;
    this.unit = tunnelUnit(args.tunnel.cluster);
    this.key = new tls.PrivateKey(`${name}-key`, { algorithm: 'ED25519' }, { parent: this });
    this.publicKey = provided(this.key.publicKeyOpenssh);
    this.registerOutputs({ unit: this.unit });
  }

  get tunnel(): Tunnel {
    return this.args.tunnel;
  }

  /** Starts it on its client, once its key is known to the server. */
  start(allowed: TunnelDoors): void {
    const { session, server, tunnel } = this.args;
    const common = { session, unit: this.unit };
    const identity = hostCommand(
      `${this.name}-identity`,
      {
        ...common,
        kind: 'tunnel-key',
        document: pulumi
          .all([this.publicKey, provided(this.key.privateKeyOpenssh)])
          .apply(([publicKey, privateKey]) => tunnelKeyDocument(publicKey, privateKey)),
        secret: true,
      },
      { parent: this },
    );
    hostCommand(
      `${this.name}-service`,
      {
        ...common,
        kind: 'tunnel',
        document: this.publicKey.apply((publicKey) => tunnelDocument({ tunnel, server, publicKey })),
      },
      { parent: this, dependsOn: present([identity, allowed.opened]) },
    );
  }
}

export interface TunnelDoorsArgs {
  session: HostSession;
  /** Those that lead to this host. */
  tunnels: SshTunnel[];
}

class TunnelDoors extends pulumi.ComponentResource {
  /** Done when sshd knows the keys; undefined: its host is abandoned and never had it. */
  readonly opened: pulumi.Resource | undefined;

  constructor(
    name: string,
    { session, tunnels }: TunnelDoorsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('kafka-proxied:index:TunnelDoors', name, {}, options);
    const document = pulumi.all(tunnels.map(({ publicKey }) => publicKey)).apply((keys) =>
      tunnelDoorsDocument(
        session.host,
        tunnels.map(({ tunnel }, index) => ({ tunnel, publicKey: keys[index] ?? '' })),
      ),
    );
    this.opened = hostCommand(
      `${name}-list`,
      { session, kind: 'tunnel-doors', unit: tunnelDoors, document },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/**
 * Makes all tunnels: every server knows its keys before the first client comes. None leads to an abandoned server,
 * whose list stays as it is recorded; and no list has the key of a client that is.
 */
export function makeTunnels(
  tunnels: readonly Tunnel[],
  hostOf: (id: HostId) => Host,
  sessionOf: (id: HostId) => HostSession,
): void {
  const active = tunnels
    .filter(({ to }) => !hostOf(to).abandoned)
    .map((tunnel) => {
      const args = { tunnel, session: sessionOf(tunnel.from), server: hostOf(tunnel.to) };
      return new SshTunnel(`${tunnel.from}-tunnel-${tunnel.cluster}`, args);
    });
  const servers = [...new Set(tunnels.map(({ to }) => to))];
  const allowed = new Map(
    servers.map((id) => {
      const leading = active.filter(({ tunnel }) => tunnel.to === id && !hostOf(tunnel.from).abandoned);
      return [id, new TunnelDoors(`${id}-tunnel-doors`, { session: sessionOf(id), tunnels: leading })];
    }),
  );
  for (const one of active) {
    const own = allowed.get(one.tunnel.to);
    if (own) one.start(own);
  }
}
