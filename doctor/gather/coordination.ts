// How a server that coordinates a cluster is told from any other, by kind.
import type { Duplex } from 'node:stream';
import type { CoordinationKind } from '../../config/topology.ts';
import { within } from '../../lib/deadline.ts';
import { KafkaSession } from './kafka.ts';

/** What is heard of a server so far. */
export interface HeardText {
  text(): string;
}

/** @returns whether the server at the other end is of that kind; the connection is ended */
type Recognise = (stream: Duplex, heard: HeardText, patienceMs: number) => Promise<boolean>;

const zookeeperWords = /^(Zookeeper version|This ZooKeeper instance|srvr is not executed)/;

const recognise: Record<CoordinationKind, Recognise> = {
  /** By one of its four-letter words; also a server that doesn't answer this one says so in its own words. */
  zookeeper: async (stream, heard, patienceMs) => {
    const ended = new Promise<void>((resolve) => {
      stream.once('end', resolve);
      stream.once('close', resolve);
      stream.on('data', () => void (zookeeperWords.test(heard.text()) && resolve()));
    });
    stream.write('srvr\n');
    await within(patienceMs, ended, undefined);
    stream.destroy();
    return zookeeperWords.test(heard.text());
  },
  /** By the versions of Kafka's requests that it knows. */
  controller: async (stream, _heard, patienceMs) => {
    try {
      const session = await KafkaSession.over(stream, patienceMs);
      session.close();
      return true;
    } catch {
      stream.destroy();
      return false;
    }
  },
};

export function isCoordinator(
  kind: CoordinationKind,
  stream: Duplex,
  heard: HeardText,
  patienceMs: number,
): Promise<boolean> {
  return recognise[kind](stream, heard, patienceMs);
}
