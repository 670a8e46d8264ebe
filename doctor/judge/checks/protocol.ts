// Listeners that speak TLS where the plan has plain text, and the other way round.
import { describeService } from '../../../config/plan/describe.ts';
import { protocolOf } from '../../../config/plan/select.ts';
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const protocol = check({
  topic: 'TLS',
  reads: ['sessions'],
  findings: {
    'plain-where-tls-is-due': {
      is: 'a listener that should speak TLS answers plain text',
      why: 'A TLS client gets no handshake from a plain-text listener; Kafka’s Java client reports "Unsupported or unrecognized SSL message", others a closed connection.',
      toDo: '`npm run up`',
    },
    'tls-where-plain-is-due': {
      is: 'the reverse',
      why: 'A plain-text client sends bytes that a TLS listener drops without a word: Kafka’s Java client reports disconnects only, or runs out of memory.',
      toDo: '`npm run up`',
    },
  },
  onSession(d, { route, spoken, target }) {
    const wanted = protocolOf(d.plan, route.service);
    if (spoken.kind !== 'answered' || spoken.protocol === wanted) return undefined;
    const what = describeService(route.service);
    const common = { hosts: [target], fix: d.npm('up') };
    const explains = [subjects.service(route.service)];
    return wanted === 'SSL'
      ? {
          finding: {
            ...{ ...common, id: 'plain-where-tls-is-due', expected: `${what} speaks TLS` },
            found: 'it answers plain text, and no TLS',
          },
          explains,
        }
      : {
          finding: {
            ...{ ...common, id: 'tls-where-plain-is-due', expected: `${what} speaks plain text` },
            found: 'it answers TLS, and no plain text',
          },
          explains,
        };
  },
});
