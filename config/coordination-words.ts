// What people write of a coordination that a stack doesn't have, or that a cluster does not: words in place of ours, and broker
// properties; and what to write instead.
import type { CoordinationKind } from './roles.ts';

/** What is said to whoever has a ZooKeeper already. */
export const ownEnsemble =
  'The stack sets up a ZooKeeper ensemble for each cluster. It does not use an existing ensemble.';

export const ownEnsembleInstead =
  "Under zookeeper, write one entry for each server, by its id: '1': { host: engine1 }, where engine1 is one of kafka-proxied:hosts. For a path such as /kafka, use chroot of the cluster.";

const byControllers = 'Use controllers of the cluster.';

/** As those of schema/habits.ts. */
export const coordinationHabits = [
  {
    at: '|clusters.*|clusters.*.brokers.*',
    words:
      'zookeeperconnect zookeeperurl zookeepers zookeeperservers zookeeperhosts zookeeperquorum zkconnect zkurl zk',
    reason: ownEnsemble,
    fix: ownEnsembleInstead,
  },
  {
    at: 'clusters.*',
    words: 'kraft controller controllernodes kraftcontrollers quorum quorumvoters mode processroles',
    fix: "Under controllers, write one entry for each, by its id: '101': { host: engine1 }.",
  },
];

/** By which brokers find their servers: as those of rules/reserved.ts. */
export const reservedForServers = { 'zookeeper.connect': ownEnsembleInstead };

/** By which KRaft is set up: as those of rules/reserved.ts. */
export const reservedForKraft = {
  'process.roles': byControllers,
  'zookeeper.metadata.migration.enable': 'Remove it: a running cluster keeps what coordinates it.',
  'controller.': byControllers,
};

/** As those of rules/switched-off.ts: properties that are read with one kind of coordination alone. */
export const readWith: readonly ReadWith[] = [
  {
    kind: 'controller',
    shown: 'group.consumer.*, metadata.log.*, broker.session.timeout.ms and others of KRaft',
    // KIP-500, 631, 714, 848, 858, 932, 966: the parts of the broker that read them exist with KRaft alone.
    names:
      /^(broker\.heartbeat\.interval\.ms$|broker\.session\.timeout\.ms$|initial\.broker\.registration\.|metadata\.(log|max\.idle|max\.retention)\.|group\.(consumer|share|coordinator)\.|eligible\.leader\.|unclean\.leader\.election\.interval\.|server\.max\.startup\.|unstable\.feature\.|alter\.config\.policy\.kraft\.|telemetry\.|log\.dir\.failure\.|max\.request\.partition\.|zookeeper\.metadata\.migration\.)/,
    reason: ({ name }) => `${name} is read only by Kafka without ZooKeeper (KRaft).`,
    fix: 'Remove it: this cluster has ZooKeeper.',
  },
  {
    kind: 'zookeeper',
    shown: 'zookeeper.*, inter.broker.protocol.version, password.encoder.* and others of ZooKeeper',
    // KIP-500, 584, 778: their readers talk to ZooKeeper, or are replaced by what controllers keep.
    names:
      /^(zookeeper\.|authorizer\.zookeeper\.|inter\.broker\.protocol\.version$|log\.message\.format\.version$|password\.encoder\.|broker\.id\.generation\.|reserved\.broker\.max\.id$|controlled\.shutdown\.(max\.retries|retry\.backoff\.ms)$)/,
    reason: ({ name }) => `${name} is read only by Kafka with ZooKeeper.`,
    fix: 'Remove it: this cluster has controllers (KRaft).',
  },
];

interface ReadWith {
  kind: CoordinationKind;
  shown: string;
  names: RegExp;
  reason: (given: { name: string }) => string;
  fix: string;
}
