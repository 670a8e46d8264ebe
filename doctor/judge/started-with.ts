// Brokers that were started under another id, or below another chroot, than the plan's.
import { brokerUnit } from '../../config/units.ts';
import { type Diagnosis, subjects } from './diagnosis.ts';

export function judgeStartedWith(d: Diagnosis): void {
  for (const cluster of d.topology.clusters) {
    for (const { id, host } of cluster.brokers) {
      const unit = brokerUnit(cluster.id, id);
      const started = d.factsOf(host)?.properties[unit];
      const subject = subjects.broker(cluster.id, id);
      if (!started || d.causeOf(subject)) continue;
      const common = { hosts: [host], fix: d.npm('up') };
      const ownId = started['broker.id'];
      if (ownId !== undefined && ownId !== String(id)) {
        const other = cluster.brokers.find((one) => String(one.id) === ownId);
        d.find(
          {
            ...common,
            id: 'broker-has-other-id',
            expected: `${unit} runs as broker ${id}`,
            found: `it was started with broker.id=${ownId}${other ? `, which is the broker's on ${other.host}` : ''}`,
          },
          [subject],
        );
        continue;
      }
      const chroot = chrootIn(started['zookeeper.connect']);
      if (chroot === undefined || chroot === cluster.chroot) continue;
      d.find(
        {
          ...common,
          id: 'registered-under-other-chroot',
          expected: `${unit} registers under ${cluster.chroot}/brokers/ids`,
          found: `it was started to register under ${chroot}/brokers/ids`,
        },
        [subject],
      );
    }
  }
}

/** The path behind the servers; '' where there is none. Properties escape colons. */
function chrootIn(connect: string | undefined): string | undefined {
  if (connect === undefined) return undefined;
  const path = connect.slice((connect + '/').indexOf('/'));
  return path === '/' ? '' : path;
}
