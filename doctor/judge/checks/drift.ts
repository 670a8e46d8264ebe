// Files that somebody edited, and services that were started with other ones than the stack's.
import { check } from '../check.ts';

export const drift = check({
  topic: 'Hosts and services',
  reads: ['hosts'],
  findings: {
    'runs-with-other-configuration': {
      is: 'the process was started with other files or certificates than the stack’s',
      why: 'The process was started with other files than the stack’s: it runs a configuration that is no longer on disk.',
      toDo: '`npm run up`',
    },
    'file-edited': {
      is: 'a file of kafka-proxied was edited, or is missing',
      why: 'The next start of the service, or the next client, uses the edited file.',
      toDo: '`npm run up`',
    },
  },
  onDrift(d, { text }) {
    return / (runs with|shows) (an)?other /.test(text)
      ? {
          id: 'runs-with-other-configuration',
          expected: 'services run with the files that the stack gave them',
          fix: d.npm('up'),
          coversUnit: true,
        }
      : { id: 'file-edited', expected: 'files of kafka-proxied are unchanged', fix: d.npm('up') };
  },
});
