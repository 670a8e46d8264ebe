// Does not prove that Kafka works with different values of these: it is the list of what was looked at, by version.
import { expect, test } from 'vitest';
import { knownProperties } from '../../config/known-properties.ts';
import { isSince } from '../../config/versions.ts';
import {
  controllersValues,
  problemsOf,
  referenceValues,
  set,
  type Values,
} from '../support/config-fixture.ts';

const cluster = ['clusters', 'cluster1'];
const start = 'kafka-proxied:clusters.cluster1.brokers.1.settings';

/** What a version knows, and this config accepts for one broker. @param beside what others are read with only */
function ofOneBroker(version: string, values: Values, beside: Values): string[] {
  const changes = Object.entries(knownProperties.broker).filter(([since]) => isSince(version, since));
  const known = new Set(changes.flatMap(([, { came }]) => came));
  for (const name of changes.flatMap(([, { went }]) => went)) known.delete(name);
  set(values, [...cluster, 'version'], version);
  set(values, [...cluster, 'settings'], beside);
  set(
    values,
    [...cluster, 'brokers', '1', 'settings'],
    Object.fromEntries([...known].map((name) => [name, '1'])),
  );
  const refused = problemsOf(values, undefined, { secretNames: ['s'] })
    .filter(
      ({ path, reason }) => path.startsWith(start) && !/outside of|^A password in plain text/.test(reason),
    )
    .map(({ path }) => path.slice(start.length).replace(/^\.|^\["|"\]$/g, ''));
  return [...known].filter((name) => !refused.includes(name)).sort();
}

const beside = { 'kafka.metrics.reporters': 'x', 'remote.log.storage.system.enable': true };

/** A new Kafka's properties are looked at once: whether they may differ from broker to broker. */
test('these of Kafka 4.3.1 may be given to one broker, beside those of 3.9.2', () => {
  const own = ofOneBroker('4.3.1', controllersValues(), beside);
  const before = ofOneBroker('3.9.2', referenceValues(), beside);
  expect(own.filter((name) => !before.includes(name))).toMatchInlineSnapshot(`
    [
      "add.partitions.to.txn.retry.backoff.max.ms",
      "add.partitions.to.txn.retry.backoff.ms",
      "broker.heartbeat.interval.ms",
      "config.providers",
      "cordoned.log.dirs",
      "follower.fetch.last.tiered.offset.enable",
      "initial.broker.registration.timeout.ms",
      "internal.metadata.delete.delay.millis",
      "internal.metadata.log.segment.bytes",
      "internal.metadata.max.batch.size.in.bytes",
      "log.dir.failure.timeout.ms",
      "max.request.partition.size.limit",
      "server.max.startup.time.ms",
      "share.fetch.purgatory.purge.interval.requests",
      "telemetry.max.bytes",
    ]
  `);
});

test('these of Kafka 3.9.2 may be given to one broker', () => {
  const withSecret = { ...beside, 'password.encoder.secret': { secret: 's' } };
  expect(ofOneBroker('3.9.2', referenceValues(), withSecret)).toMatchInlineSnapshot(`
    [
      "alter.log.dirs.replication.quota.window.num",
      "alter.log.dirs.replication.quota.window.size.seconds",
      "auto.include.jmx.reporter",
      "background.threads",
      "connection.failed.authentication.delay.ms",
      "connections.max.idle.ms",
      "controlled.shutdown.enable",
      "controlled.shutdown.max.retries",
      "controlled.shutdown.retry.backoff.ms",
      "controller.quota.window.num",
      "controller.quota.window.size.seconds",
      "controller.socket.timeout.ms",
      "delete.records.purgatory.purge.interval.requests",
      "fetch.max.bytes",
      "fetch.purgatory.purge.interval.requests",
      "kafka.metrics.polling.interval.secs",
      "kafka.metrics.reporters",
      "log.cleaner.backoff.ms",
      "log.cleaner.dedupe.buffer.size",
      "log.cleaner.io.buffer.load.factor",
      "log.cleaner.io.buffer.size",
      "log.cleaner.io.max.bytes.per.second",
      "log.cleaner.min.cleanable.ratio",
      "log.cleaner.threads",
      "log.flush.interval.messages",
      "log.flush.interval.ms",
      "log.flush.offset.checkpoint.interval.ms",
      "log.flush.scheduler.interval.ms",
      "log.flush.start.offset.checkpoint.interval.ms",
      "log.index.interval.bytes",
      "log.index.size.max.bytes",
      "log.initial.task.delay.ms",
      "log.preallocate",
      "log.retention.check.interval.ms",
      "log.segment.delete.delay.ms",
      "max.connection.creation.rate",
      "max.connections",
      "max.connections.per.ip",
      "max.connections.per.ip.overrides",
      "max.incremental.fetch.session.cache.slots",
      "metric.reporters",
      "metrics.num.samples",
      "metrics.recording.level",
      "metrics.sample.window.ms",
      "num.io.threads",
      "num.network.threads",
      "num.recovery.threads.per.data.dir",
      "num.replica.alter.log.dirs.threads",
      "num.replica.fetchers",
      "offsets.load.buffer.size",
      "offsets.retention.check.interval.ms",
      "password.encoder.cipher.algorithm",
      "password.encoder.iterations",
      "password.encoder.key.length",
      "password.encoder.keyfactory.algorithm",
      "password.encoder.old.secret",
      "password.encoder.secret",
      "producer.purgatory.purge.interval.requests",
      "queued.max.request.bytes",
      "queued.max.requests",
      "quota.window.num",
      "quota.window.size.seconds",
      "replica.fetch.backoff.ms",
      "replica.fetch.max.bytes",
      "replica.fetch.min.bytes",
      "replica.fetch.response.max.bytes",
      "replica.fetch.wait.max.ms",
      "replica.high.watermark.checkpoint.interval.ms",
      "replica.socket.receive.buffer.bytes",
      "replica.socket.timeout.ms",
      "replication.quota.window.num",
      "replication.quota.window.size.seconds",
      "request.timeout.ms",
      "security.providers",
      "socket.connection.setup.timeout.max.ms",
      "socket.connection.setup.timeout.ms",
      "socket.listen.backlog.size",
      "socket.receive.buffer.bytes",
      "socket.send.buffer.bytes",
      "unstable.api.versions.enable",
      "zookeeper.connection.timeout.ms",
      "zookeeper.max.in.flight.requests",
      "zookeeper.session.timeout.ms",
    ]
  `);
});
