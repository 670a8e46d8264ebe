// What people write of a coordination that a stack doesn't have: words in place of ours, and broker properties; and what to write
// instead.

/** What is said to whoever has a ZooKeeper already. */
export const ownEnsemble =
  'The stack sets up a ZooKeeper ensemble for each cluster. It does not use an existing ensemble.';

export const ownEnsembleInstead =
  "Under zookeeper, write one entry for each server, by its id: '1': { host: engine1 }, where engine1 is one of kafka-proxied:hosts. For a path such as /kafka, use chroot of the cluster.";

const noKraft = 'Remove it: Kafka runs with ZooKeeper here.';

/** As those of schema/habits.ts. */
export const coordinationHabits = [
  {
    at: '|clusters.*|clusters.*.brokers.*',
    words:
      'zookeeperconnect zookeeperurl zookeepers zookeeperservers zookeeperhosts zookeeperquorum zkconnect zkurl zk',
    reason: ownEnsemble,
    fix: ownEnsembleInstead,
  },
  { at: 'clusters.*', words: 'kraft controllers controller mode processroles', fix: noKraft },
];

/** By which brokers find their servers: as those of rules/reserved.ts. */
export const reservedForServers = { 'zookeeper.connect': ownEnsembleInstead };

/** By which KRaft is set up: as those of rules/reserved.ts. */
export const reservedForKraft = {
  'process.roles': noKraft,
  'zookeeper.metadata.migration.enable': noKraft,
  'controller.': noKraft,
};

/** As those of rules/switched-off.ts. */
export const kraftAlone = {
  shown: 'group.consumer.*, metadata.log.*, broker.session.timeout.ms and others of KRaft',
  // KIP-500, 631, 714, 848, 858, 932, 966: the parts of the broker that read them exist with KRaft alone.
  names:
    /^(broker\.heartbeat\.interval\.ms$|broker\.session\.timeout\.ms$|initial\.broker\.registration\.|metadata\.(log|max\.idle|max\.retention)\.|group\.(consumer|share|coordinator)\.|eligible\.leader\.|unclean\.leader\.election\.interval\.|server\.max\.startup\.|unstable\.feature\.|alter\.config\.policy\.kraft\.|telemetry\.|log\.dir\.failure\.|max\.request\.partition\.|zookeeper\.metadata\.migration\.)/,
  unread: () => true,
  reason: ({ name }: { name: string }) => `${name} is read only by Kafka without ZooKeeper (KRaft).`,
  fix: noKraft,
};
