// Records that brokers refuse because they are compressed, while plain ones get through.
import { type Diagnosis, subjects } from '../diagnosis.ts';
import { check } from '../check.ts';

export const codecs = check({
  topic: 'Clusters, records, mirrors',
  reads: ['records'],
  findings: {
    'codec-refused': {
      is: 'a broker refuses records that are compressed by a codec of its version: its Java can’t load the native library, for instance if `/tmp` is mounted with `noexec`',
      why: 'Clients choose the codec: those that choose this one can’t produce here, all others can.',
      toDo: '`npm run up`; if that does not help, read its log',
    },
  },
  at: { records: findRefused },
});

function findRefused(d: Diagnosis<'codec-refused'>): void {
  for (const { route, response } of d.answered()) {
    const { service } = route;
    const codecs = response.canary?.ok === true ? Object.entries(response.canary.codecs ?? {}) : [];
    const refused = codecs.filter(([, said]) => said !== '');
    const host = d.hostOfService(service);
    if (refused.length === 0 || host === undefined) continue;
    const cause = d.causeOf(subjects.node(service), subjects.host(host));
    const names = refused.map(([codec]) => codec).join(', ');
    const text = `records that are compressed with ${names} are refused (${refused[0]?.[1]})`;
    if (d.follow(cause, `${d.nodeText(service)}: ${text}`)) continue;
    const unit = d.unitOf(service);
    const libraries = d.factsOf(host)?.files[unit]?.libraries;
    const lies = libraries && !libraries.runsCode;
    d.find(
      {
        id: 'codec-refused',
        hosts: [host],
        expected: `${unit} takes records by each codec of its version: ${codecs.map(([codec]) => codec).join(', ')}`,
        found: `${text}, others get through${lies ? `: Java unpacks the libraries for them into ${libraries.path}, on a mount with noexec` : ''}`,
        fix: lies ? d.npm('up') : d.npm('logs', host, unit),
      },
      [],
    );
  }
}
