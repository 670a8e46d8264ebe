// Topics that the stack declares, and that somebody deleted.
import type { Cluster, TopicSpec } from '../../../config/topology.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { tellerOf } from '../told.ts';
import { check } from '../check.ts';

export const topics = check({
  topic: 'Clusters, records, mirrors',
  reads: ['metadata'],
  findings: {
    'topic-missing': {
      is: 'a topic that the stack declares was deleted',
      why: 'Clients get UNKNOWN_TOPIC_OR_PARTITION. `up` does not create it again, because nothing in the stack changed.',
      toDo: 'create it again with the command in the finding; `up` applies only what changed',
    },
  },
  at: { topics: findMissing },
});

function findMissing(d: Diagnosis<'topic-missing'>): void {
  for (const cluster of d.topology.clusters) {
    const missing = tellerOf(d, cluster)?.missing ?? [];
    const gone = cluster.topics.filter(({ name }) => missing.includes(name));
    if (gone.length === 0) continue;
    const names = gone.map(({ name }) => name).join(', ');
    const cause = d.causeOf(subjects.cluster(cluster.id));
    if (d.follow(cause, `${cluster.id} has no topic ${names}`)) continue;
    const hosts = [...new Set(cluster.brokers.map(({ host }) => host))];
    const [at] = hosts;
    d.find(
      {
        id: 'topic-missing',
        hosts,
        expected: `${cluster.id} has the topics that the stack declares`,
        found: `there is no ${names}`,
        fix: gone.map((topic) => creation(cluster, topic)).join(' && '),
        ...(at !== undefined && { at }),
      },
      [],
    );
  }
}

/** As `up` makes it; a second `up` does not look whether it is still there. */
function creation({ id }: Cluster, { name, partitions, replicationFactor, config }: TopicSpec): string {
  const options = Object.entries(config).flatMap(([key, value]) => ['--config', `${key}=${value}`]);
  const words = ['kafka', 'topics', '--cluster', id, '--create', '--topic', name];
  const size = ['--partitions', String(partitions), '--replication-factor', String(replicationFactor)];
  return [...words, ...size, ...options].map(quoted).join(' ');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.,=:/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
