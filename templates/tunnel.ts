// An SSH tunnel to a cluster that answers on its own machine alone: the client's unit with its configuration, and the
// server's list of the keys that may come.
import { createHash } from 'node:crypto';
import type { Tunnel } from '../config/plan/types.ts';
import type { Host } from '../config/topology.ts';
import { tunnelUnit } from '../config/units.ts';
import { contentHash, type Document } from './document.ts';
import { hostProgram, serviceUser, unitDir } from '../config/host-paths.ts';
import { managedHeader } from './properties.ts';

/** Who tunnels log in as: a user without a shell or a password, who owns nothing (`kind-tunnel-doors.sh`). */
const tunnelUser = 'kafka-tunnel';
/** Unit of the server's resource: one list holds the keys of all tunnels that lead there. */
export const tunnelDoors = 'sshd';

/**
 * Seconds. A dead link is noticed within `alive` times `misses`, a server that comes back within one attempt and one
 * pause; an attempt whose greeting or key exchange hangs is ended by systemd after `start`.
 */
const seconds = { alive: 3, misses: 3, connect: 5, start: 10, pause: 2 } as const;
/** Seconds within which a tunnel that was started must stand. */
const readyDeadlineSeconds = 45;

export interface TunnelFacts {
  tunnel: Tunnel;
  /** Where it leads to: a managed host. */
  server: Host;
  /** In OpenSSH's format. */
  publicKey: string;
}

/** A new key lies beside the old one until the tunnel has switched to it. */
function keyName(publicKey: string): string {
  return createHash('sha256').update(publicKey.trim()).digest('hex').slice(0, 16);
}

function renderConfig({ tunnel, server, publicKey }: TunnelFacts, port: number): string {
  const folder = unitDir(tunnelUnit(tunnel.cluster));
  const forwards = tunnel.forwards.map(
    ({ address, port: own }) => `  LocalForward ${address}:${own} ${address}:${own}`,
  );
  return `${managedHeader}
Host ${server.id}
  HostName ${server.address}
  Port ${port}
  User ${tunnelUser}
  IdentityFile ${folder}/keys/${keyName(publicKey)}
  IdentitiesOnly yes
  IdentityAgent none
  PreferredAuthentications publickey
  BatchMode yes
  HostKeyAlias ${server.id}
  HostKeyAlgorithms ssh-ed25519
  StrictHostKeyChecking yes
  UpdateHostKeys no
  CheckHostIP no
  UserKnownHostsFile ${folder}/current/known_hosts
  GlobalKnownHostsFile /dev/null
  ControlMaster no
  ControlPath none
  RequestTTY no
  ExitOnForwardFailure yes
  ConnectTimeout ${seconds.connect}
  ServerAliveInterval ${seconds.alive}
  ServerAliveCountMax ${seconds.misses}
${forwards.join('\n')}
`;
}

/**
 * The service is started once ssh has logged in and listens: it goes into the background then (`-f`). Its words go to
 * the journal (`-y`), which would lose them otherwise.
 */
function renderUnit({ tunnel, server }: TunnelFacts): string {
  const unit = tunnelUnit(tunnel.cluster);
  return `${managedHeader}
[Unit]
Description=SSH tunnel to ${tunnel.cluster} on ${server.id}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=forking
User=${serviceUser}
Group=${serviceUser}
RuntimeDirectory=kafka-proxied/${unit}
ExecStartPre=+${hostProgram} prepare ${unit}
ExecStart=/usr/bin/ssh -f -N -y -F ${unitDir(unit)}/current/ssh_config ${server.id}
Restart=always
RestartSec=${seconds.pause}
TimeoutStartSec=${seconds.start}
TimeoutStopSec=10
SyslogIdentifier=${unit}
NoNewPrivileges=true
PrivateTmp=true
ProtectHome=true
ProtectSystem=full

[Install]
WantedBy=multi-user.target
`;
}

function tunnelFiles(facts: TunnelFacts): Record<string, string> {
  const { ssh, id } = facts.server;
  if (!ssh) throw new Error(`host ${id} is not managed: no tunnel leads there`);
  return {
    ssh_config: renderConfig(facts, ssh.port),
    known_hosts: `${id} ${ssh.hostKey}\n`,
    unit: renderUnit(facts),
  };
}

/** The document of the client's service, for `kind-tunnel.sh`. */
export function tunnelDocument(facts: TunnelFacts): Document {
  const files = tunnelFiles(facts);
  return {
    params: { conf: contentHash(files), key: keyName(facts.publicKey), ...operateTunnelParams },
    files,
  };
}

const operateTunnelParams = { deadline: readyDeadlineSeconds };

/** What a host's script must know to stop or start a tunnel that is there. */
export function operateTunnelDocument(): Document {
  return { params: operateTunnelParams, files: {} };
}

/** The document of the client's key, for `kind-tunnel-key.sh`; a secret. */
export function tunnelKeyDocument(publicKey: string, privateKey: string): Document {
  return { params: { key: keyName(publicKey) }, files: { key: privateKey } };
}

/**
 * A line of authorized_keys. A key may come from its client's address alone, open the cluster's ports, and do nothing
 * else: no shell and no sftp (`command`), and nothing that would listen here (nobody but root may have port 1).
 */
function keyLine({ id, arrivesFrom, forwards }: Tunnel, publicKey: string): string {
  const ports = forwards.map(({ address, port }) => `permitopen="${address}:${port}"`);
  const options = [
    ...['restrict', 'port-forwarding', ...ports],
    ...['permitlisten="127.0.0.1:1"', 'command="/bin/false"', `from="${arrivesFrom}"`],
  ];
  return `${options.join(',')} ${publicKey.trim()} ${id}`;
}

/** The document of the server's list, for `kind-tunnel-doors.sh`. */
export function tunnelDoorsDocument(server: Host, tunnels: readonly Omit<TunnelFacts, 'server'>[]): Document {
  const lines = tunnels.map(({ tunnel, publicKey }) => keyLine(tunnel, publicKey)).sort();
  return {
    params: {
      address: server.address,
      port: server.ssh?.port ?? 22,
      from: [...new Set(tunnels.map(({ tunnel }) => tunnel.arrivesFrom))].sort().join(' '),
    },
    files: { authorized_keys: `${managedHeader}\n${lines.join('\n')}\n` },
  };
}
