// TLS, as far as it is hard to change later. The rest stands in the file.
import { severalMachines, overInternet } from './config.ts';
import type { Question } from './question.ts';
import { inNetwork, isProxied } from './questions-place.ts';
import { oneOf } from './words.ts';

export const tlsQuestions: readonly Question[] = [
  {
    key: 'tls',
    ask: 'TLS for clients outside (yes or no)',
    help: 'no: plain text, which anyone on the path can read and change.',
    when: isProxied,
    usual: () => 'yes',
    shape: oneOf('yes', 'no'),
  },
  {
    key: 'tlsInternal',
    ask: 'TLS between brokers and for clients inside, too (yes or no)',
    help: 'To change this later, the whole cluster must be stopped.',
    when: (answers) => inNetwork(answers) || severalMachines(answers),
    usual: (answers) => (overInternet(answers) ? 'yes' : 'no'),
    shape: oneOf('yes', 'no'),
  },
];
