// TLS, and what stands in certificates.
import { serverAddresses } from './config.ts';
import type { Answers, Question } from './question.ts';
import { inNetwork, isProxied } from './questions-place.ts';
import { isNone, none, oneOf, pairs, phrasesOf } from './words.ts';

function severalMachines(answers: Answers): boolean {
  return serverAddresses(answers).length > 1;
}

/** Without a network between them, brokers speak over the internet. */
function overInternet(answers: Answers): boolean {
  return severalMachines(answers) && !inNetwork(answers);
}

function someTls({ tls, tlsInternal }: Answers): boolean {
  return tls === 'yes' || tlsInternal === 'yes';
}

export const tlsQuestions: readonly Question[] = [
  {
    key: 'tls',
    ask: 'TLS for clients outside (yes or no)',
    help: 'no: plain text, which anyone on the way can read and change.',
    when: isProxied,
    usual: () => 'yes',
    shape: oneOf('yes', 'no'),
  },
  {
    key: 'tlsInternal',
    ask: 'TLS between brokers and for clients inside, too (yes or no)',
    help: 'Later, a change needs the whole cluster stopped.',
    when: (answers) => inNetwork(answers) || severalMachines(answers),
    usual: (answers) => (overInternet(answers) ? 'yes' : 'no'),
    shape: oneOf('yes', 'no'),
  },
  {
    key: 'tlsZookeeper',
    ask: 'TLS with ZooKeeper (off or only)',
    help: 'only: brokers reach ZooKeeper by TLS, with certificates on both sides. It can be switched on later without a stop.',
    when: (answers) => inNetwork(answers) || severalMachines(answers),
    usual: (answers) => (overInternet(answers) ? 'only' : 'off'),
    shape: oneOf('off', 'only'),
  },
  {
    key: 'clientAuth',
    ask: 'Do clients show a certificate of their own (required, requested or none)',
    help: 'required: who has none is refused. The client machines that are set up here get one; others take theirs from the output clientIdentities.',
    when: someTls,
    usual: () => 'required',
    shape: oneOf('required', 'requested', 'none'),
  },
  {
    key: 'subject',
    ask: 'Subject of certificates (O=…, OU=…, L=…, ST=…, C=…), or none',
    help: 'Organization, unit, city, state and country, with commas between: O=Example, L=Bern, C=CH. Nodes are named after themselves.',
    when: (answers) => someTls(answers) || answers.tlsZookeeper === 'only',
    usual: () => none,
    shape: (text) =>
      isNone(text) ? { value: none } : pairs(text, { what: 'field', like: 'O=Example, C=CH' }, phrasesOf),
  },
];
