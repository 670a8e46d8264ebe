// Run by Pulumi's plugin for a change that may lock the operator out, with the change's document on standard input:
//   converge KIND UNIT   tries it on the host, logs in anew, and confirms it
//   remove KIND UNIT     takes it back
import { text } from 'node:stream/consumers';
import { say } from '../lib/progress.ts';
import { readLogins } from '../templates/firewall.ts';
import { OperatorError, tentative } from './commit-confirm.ts';

const [verb = '', kind = '', unit = ''] = process.argv.slice(2);

try {
  const document = await text(process.stdin);
  const [login, ...beyond] = readLogins(document);
  if (!login) throw new OperatorError('the document names no host');
  const change = tentative({ kind, unit, document, login, beyond });
  // One short line: it goes into the state.
  console.log(verb === 'remove' ? await change.remove() : await change.converge());
} catch (error) {
  if (!(error instanceof OperatorError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
