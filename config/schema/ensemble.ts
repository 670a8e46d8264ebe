// What is said to whoever has a ZooKeeper already.

export const ownEnsemble =
  'Each cluster of a stack has a ZooKeeper ensemble of its own, which the stack sets up: one that is there already is not used.';

export const ownEnsembleInstead =
  "Write under zookeeper one entry for each server, by its id: '1': { host: engine1 }, where engine1 is one of kafka-proxied:hosts. A path in it, such as /kafka, is chroot of the cluster.";
