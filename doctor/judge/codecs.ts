// Records that brokers refuse because they are compressed, while plain ones get through.
import { type Case, subjects } from './case.ts';

export function judgeCodecs(given: Case): void {
  for (const { route, spoken } of given.answered()) {
    const { service } = route;
    const codecs = spoken.canary?.ok === true ? Object.entries(spoken.canary.codecs ?? {}) : [];
    const refused = codecs.filter(([, said]) => said !== '');
    const host = given.hostOf(service);
    if (refused.length === 0 || host === undefined) continue;
    const cause = given.causeOf(subjects.node(service), subjects.host(host));
    const names = refused.map(([codec]) => codec).join(', ');
    const text = `records that are compressed with ${names} are refused (${refused[0]?.[1]})`;
    if (cause) {
      given.follow(cause, `${given.nodeText(service)}: ${text}`);
      continue;
    }
    const unit = given.unitOf(service);
    const libraries = given.factsOf(host)?.files[unit]?.libraries;
    const lies = libraries && !libraries.runsCode;
    given.find(
      {
        id: 'codec-refused',
        hosts: [host],
        expected: `${unit} takes records by each codec of its version: ${codecs.map(([codec]) => codec).join(', ')}`,
        found: `${text}, others get through${lies ? `: Java unpacks the libraries for them into ${libraries.path}, on a mount with noexec` : ''}`,
        fix: lies ? given.npm('up') : given.npm('logs', host, unit),
      },
      [],
    );
  }
}
