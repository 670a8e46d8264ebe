// What a stack's config says once it is checked and its defaults are filled in.
import type { ClusterId, HostId, NameSource, NodeId } from './ids.ts';
import type { ClientAuth } from './listener-security.ts';
import type { Listener, NameEntry, OpenRoute } from './plan/types.ts';
import type { brokerPorts, controllerPorts, OptionalPorts, zookeeperPorts } from './ports.ts';
import type { CoordinationKind, NodeRole } from './roles.ts';

export type { ClusterId, CoordinationKind, HostId, NameSource, NodeId, NodeRole };

/**
 * What a host lets in. `ports`: the plan's ports and sshd are filtered, nothing else; `closed`: everything is dropped but
 * sshd, answers and what the network itself needs; `off`: no rules of ours.
 */
export type FirewallMode = 'ports' | 'closed' | 'off';

/** How the operator logs in, and how hosts are recognised. */
export interface SshAccess {
  /** Unprivileged user with passwordless sudo. */
  user: string;
  /** TCP port of sshd. Default 22. */
  port: number;
  /** OpenSSH private key file, absolute path. */
  privateKeyFile?: string;
  /** Socket of an ssh-agent that holds the key, absolute path: keeps the key out of Pulumi's state. */
  agentSocket?: string;
  /** The ed25519 host key that the host must present: `ssh-ed25519 AAAA…`, without name or comment. */
  hostKey: string;
}

/** A network whose members reach each other directly. Hosts outside of every network are on the internet. */
export interface Network {
  id: string;
  /** Its address ranges, IPv4 and IPv6. */
  cidrs: string[];
  /** The host that forwards between this network and the rest. */
  gateway?: HostId;
}

export interface Host {
  id: HostId;
  /** Network it stands in; undefined: on the internet. */
  network?: string;
  /** Its own IPv4 address: in its network, or on the internet. */
  address: string;
  /** A gateway's address on the internet. */
  publicAddress?: string;
  /** The name under which outside clients know `publicAddress`. */
  publicName?: string;
  /** Default `dns`. */
  publicNameFrom: NameSource;
  /** False for machines that we never change (the operator's workstation). Default true. */
  managed: boolean;
  /** True for an unmanaged machine that doctor, and nobody else, looks from. Default false. */
  probe: boolean;
  /** True where the gateway's port map is ours to write; false: its owner enters it. Default: as `managed`. */
  managePortMap: boolean;
  /** Default: `ports` in a network, `closed` on the internet, `off` for a loopback address or an unmanaged machine. */
  firewall: FirewallMode;
  /** Ranges that may reach sshd, or `anywhere`; undefined: the default of where the host stands. */
  sshAllow?: string[];
  /** Of a gateway: `masqueraded` where hosts behind it see its own address instead of an outside client's. Default `kept`. */
  sourceAddresses: 'kept' | 'masqueraded';
  /** True for an abandoned machine: it is neither asked nor changed. Default false. */
  abandoned: boolean;
  /** Present on managed hosts, unless the stack is offline. */
  ssh?: SshAccess;
  /** Present on probes, unless the stack is offline: a field of its own, so that whatever changes hosts passes them by. */
  probeSsh?: SshAccess;
}

export interface ZookeeperSpec extends OptionalPorts<typeof zookeeperPorts> {
  id: NodeId;
  host: HostId;
  /** Client port, plain text. Default 2181. */
  port: number;
  /** Client port for TLS, where the cluster's ZooKeeper speaks it. Default 2182. */
  securePort: number;
  /** Port on the gateway that leads here; undefined: not reachable from outside. */
  externalPort?: number;
  /** Port on which followers reach the leader; used in ensembles of several nodes. Default 2888. */
  peerPort: number;
  /** Port of leader elections; used in ensembles of several nodes. Default 3888. */
  electionPort: number;
}

/** A process of KRaft that holds the cluster's metadata, and no records. */
export interface ControllerSpec extends OptionalPorts<typeof controllerPorts> {
  id: NodeId;
  host: HostId;
  /** Port of the CONTROLLER listener. Default 9190 + id. */
  port: number;
}

export interface BrokerSpec extends OptionalPorts<typeof brokerPorts> {
  id: NodeId;
  host: HostId;
  /** Port of the INTERNAL listener: for the network and between brokers. Default 9090 + id. */
  port: number;
  /** The EXTERNAL listener; undefined: outside clients can't reach this broker. */
  external?: {
    /** Port that the broker binds on its own host. */
    port: number;
    /** Port on the gateway that leads here: this one is advertised. */
    externalPort: number;
  };
  /** Kafka's `broker.rack`; undefined: none. */
  rack?: string;
  /** Its own broker properties; `settingsOf` in settings-of.ts has the cluster's under them. Undefined: none. */
  settings?: Properties;
  /** Its own properties whose values are secrets, as {@link Cluster.secretSettings}. Undefined: none. */
  secretSettings?: Record<string, string>;
}

/** Properties by Kafka's names, with their values as Kafka reads them: unescaped text on one line. */
export type Properties = Record<string, string>;

export interface TopicSpec {
  name: string;
  partitions: number;
  replicationFactor: number;
  /** Topic-level properties, by Kafka's names. */
  config: Properties;
}

/**
 * How brokers reach ZooKeeper. `off`: in plain text; `both`: by TLS, while plain text still answers, for the way there;
 * `only`: by TLS, and nothing answers plain text.
 */
export type ZookeeperTls = 'off' | 'both' | 'only';

/** Fields of a certificate's subject. */
export interface Subject {
  /** Common name. */
  CN?: string;
  /** Organization. */
  O?: string;
  /** Organizational unit. */
  OU?: string;
  /** Locality. */
  L?: string;
  /** State or province. */
  ST?: string;
  /** Country, two letters. */
  C?: string;
}

export interface ClusterTls {
  /** Whether EXTERNAL listeners speak TLS. Default true. */
  external: boolean;
  /** Whether INTERNAL listeners do: brokers among themselves, and clients of their network. Default false. */
  internal: boolean;
  /** Default `off`. */
  zookeeper: ZookeeperTls;
  /** Default `none`. */
  clientAuth: ClientAuth;
  subject: Subject;
  /** Days for which certificates of nodes and clients are valid. Default 365. */
  certificateDays: number;
  /** Days before their end from which on they are renewed. Default 30. */
  renewDays: number;
  /** DNS names that the certificates of EXTERNAL listeners hold beside those of the plan. Default: none. */
  names: string[];
  /** Common names of further client certificates, which are in the stack's outputs only. Default: none. */
  identities: string[];
  /** The CAs, by number: all are trusted, and the first one issues. Default: 1 alone. */
  authorities: number[];
  /** By number: those that their owner brings along. */
  givenAuthorities: Record<string, GivenAuthority>;
}

export interface GivenAuthority {
  /** PEM: its own certificate, and those of the CAs above it. */
  certificate: string;
  /** Name of the secret that holds its private key; undefined: it signs nothing any more. */
  key?: { secret: string } | undefined;
}

export interface Cluster {
  id: ClusterId;
  /** Kafka version. */
  version: string;
  zookeeper: ZookeeperSpec[];
  controllers: ControllerSpec[];
  /** Kafka's own id of the cluster, with which KRaft formats data; with ZooKeeper, Kafka makes another one. */
  kafkaId: string;
  /** ZooKeeper path that holds the cluster's data. Default `/<cluster id>`; `` is the root. */
  chroot: string;
  brokers: BrokerSpec[];
  /** Broker properties of the whole cluster: defaults, with the stack's own over them. A broker may have others. */
  settings: Properties;
  /** Broker properties whose values are secrets: the property's name, and the name under `kafka-proxied:secrets`. */
  secretSettings: Record<string, string>;
  /** -Xms and -Xmx of each process, by its role, such as `512m`. */
  heap: Record<NodeRole, string>;
  tls: ClusterTls;
  topics: TopicSpec[];
  /** True: `destroy` removes the data of all its nodes as well. Default false. */
  destroyData: boolean;
  /** Hosts that get client properties and a `kafka` command for this cluster, beside its own; those of mirrors among them. */
  clients: HostId[];
}

/** What a client knows of a cluster, whichever stack describes that. */
export type KnownCluster = Pick<Cluster, 'id' | 'version' | 'chroot' | 'settings' | 'topics' | 'clients'>;

/** The ids of the CAs that are trusted, in the order of their numbers, and of the one that issues. */
export interface CaIds {
  trusts: string;
  issuer: string;
}

/** A client of a cluster, as the stack of that cluster sees it. */
export interface ReachedClient {
  /** Its address: the firewalls of the cluster's hosts let in this one. */
  address: string;
  routes: OpenRoute[];
  /** What must resolve there. */
  names: NameEntry[];
}

/** What another stack has to know of a cluster. Plain: secrets are in outputs of their own. */
export interface ReachedCluster {
  /** Kafka version. */
  version: string;
  chroot: string;
  /** Number of brokers. */
  brokers: number;
  /** Broker properties that clients have to follow. */
  settings: Properties;
  topics: TopicSpec[];
  /** Certificates that clients trust, PEM; empty where nothing speaks TLS. */
  authorities: string;
  marks: CaIds;
  /** By broker id. */
  listeners: Record<string, Listener[]>;
  clients: Record<HostId, ReachedClient>;
}

/** A cluster of another stack, as this stack's config names it. */
export interface OtherCluster {
  id: ClusterId;
  /** The stack that describes it, as Pulumi knows it. */
  stack: string;
  /** Hosts of this stack that are its clients. */
  clients: HostId[];
  /** What that stack says of it; undefined: it says nothing yet, or was not asked. */
  reach?: ReachedCluster;
}

/** MirrorMaker, which carries topics of one cluster to another. */
export interface Mirror {
  id: string;
  /** Read from; may be a cluster of another stack. */
  from: ClusterId;
  /** Written to. */
  to: ClusterId;
  /** Where it runs: a client of both clusters. */
  host: HostId;
  /** Kafka version that it runs. */
  version: string;
  /** Names and regular expressions, as the config lists them; undefined: every topic that is declared on `from`. */
  topics?: string[];
  /** Consumer groups whose offsets are carried along, as regular expressions. */
  groups: string[];
  tasks: number;
  /** -Xms and -Xmx. */
  heap: string;
  /** Properties by MirrorMaker's names, over those of ours. */
  settings: Properties;
}

export interface Topology {
  /** True on stacks of the lab: they run inside the workstation's network, with the well-known passphrase. */
  lab: boolean;
  /** True: the plan is only shown, and no host is asked; hosts may then lack `ssh`. */
  offline: boolean;
  /** `<project>/<stack>`: written to each host, and refused there when it is another's. */
  owner: string;
  networks: Network[];
  hosts: Host[];
  clusters: Cluster[];
  otherClusters: OtherCluster[];
  mirrors: Mirror[];
}
