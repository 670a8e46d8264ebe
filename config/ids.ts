// What hosts, clusters and nodes are called by: the words that topology and plan share.

/** Key of a host in the config; also the name under which its LAN knows it. */
export type HostId = string;
/** Key of a cluster in the config. */
export type ClusterId = string;
/** Kafka's broker.id, or ZooKeeper's myid. */
export type NodeId = number;

/** What coordinates a cluster: keeps who is registered, and who is the controller. */
export type CoordinationKind = 'zookeeper';
/** What a process of a cluster is; also the word for it in the kinds of host scripts, in Pulumi's names, and under `heap`. */
export type NodeRole = 'broker' | CoordinationKind;

/** Where a name's resolution comes from: a block that we write into /etc/hosts, or DNS that we only check. */
export type NameSource = 'hosts' | 'dns';
