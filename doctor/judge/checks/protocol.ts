// Listeners that speak TLS where the plan has plain text, and the other way round.
import { type Transport, transportName } from '../../../config/listener-security.ts';
import { describeService } from '../../../config/plan/describe.ts';
import { securityOf } from '../../../config/plan/select.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

/** What is found where another transport is spoken than this one. */
const instead = {
  tls: 'plain-where-tls-is-due',
  plain: 'tls-where-plain-is-due',
} as const satisfies Record<Transport, string>;

export const protocol = check({
  topic: 'TLS',
  reads: ['sessions'],
  findings: {
    'plain-where-tls-is-due': {
      is: 'a listener that should use TLS answers in plain text',
      why: 'A TLS client gets no handshake from a plain-text listener; Kafka’s Java client reports "Unsupported or unrecognized SSL message", others a closed connection.',
      toDo: '`npm run up`',
    },
    'tls-where-plain-is-due': {
      is: 'the reverse',
      why: 'A TLS listener drops what a plain-text client sends, without an answer: Kafka’s Java client only reports disconnects, or runs out of memory.',
      toDo: '`npm run up`',
    },
  },
  onSession(d, { route, response, target }) {
    const wanted = securityOf(d.plan, route.service).transport;
    if (response.kind !== 'answered' || response.transport === wanted) return undefined;
    const what = describeService(route.service);
    const [due, met] = [transportName(wanted), transportName(response.transport)];
    return {
      finding: {
        id: instead[wanted],
        hosts: [target],
        expected: `${what} uses ${due}`,
        found: `it answers ${met}, not ${due}`,
        fix: d.npm('up'),
      },
      explains: [subjects.service(route.service)],
    };
  },
});
