// What hosts, clusters and nodes are called by: the words that topology and plan share.

/** Key of a host in the config; also the name under which its LAN knows it. */
export type HostId = string;
/** Key of a cluster in the config. */
export type ClusterId = string;
/** Kafka's broker.id, or the id of a server that coordinates, such as ZooKeeper's myid. */
export type NodeId = number;

/** Where a name's resolution comes from: a block that we write into /etc/hosts, or DNS that we only check. */
export type NameSource = 'hosts' | 'dns';
