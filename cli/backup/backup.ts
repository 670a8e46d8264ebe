// `npm run backup`: a stack's state as one file, with all that can't be made again: the CAs' keys, tunnels' keys, passwords.
// `npm run restore` brings it back. Secrets stay encrypted as Pulumi keeps them; the file is for its owner alone all the same.
import { execa } from 'execa';
import { npmRun } from '../../config/advice.ts';
import { CliCommand, Option } from '../../lib/command-line/command.ts';
import { projectRoot } from '../../lib/paths.ts';
import { say } from '../../lib/progress.ts';
import { projectName } from '../../config/problem.ts';
import { exportState, parseAuthorities, parseState } from '../../pulumi/state.ts';
import { onStack, placeOf, type StackOptions, type StackPlace } from '../arguments.ts';
import { requireNoUpdate } from '../at-operator.ts';
import { prepareStack, type PreparedStack, stateQuery } from '../stack-env.ts';
import { backupText, type Backup, readBackup, writeForOwner } from './file.ts';

export const backup = onStack(
  new CliCommand('backup', 'save Pulumi’s state, with the keys of CAs; no Kafka data')
    .description(
      'Writes the stack’s state into a file, which only you can read. Its secrets are encrypted with the stack’s passphrase (or its secrets provider). The file does not contain that: keep it, and Pulumi.STACK.yaml, as well. Make a backup after each `up`.',
    )
    .needs(new Option('--out <file>', 'the file to write; required')),
).does(({ out, ...options }: StackOptions & { out: string }) => runBackup(placeOf(options), out));

export const restore = onStack(
  new CliCommand('restore', 'put Pulumi’s state back from a backup')
    .description(
      'Restores the stack’s state from a backup, after it was lost. No host is contacted or changed; `preview` then shows what differs.',
    )
    .needs(new Option('--from <file>', 'the file that `backup` wrote; required'))
    .option('--replace', 'overwrite the state that the stack has'),
).does(({ from, replace = false, ...options }: StackOptions & { from: string; replace?: boolean }) =>
  runRestore(placeOf(options), from, replace),
);

const counted = (json: string): string =>
  `${parseState(json).length} resources on hosts, ${parseAuthorities(json)?.length ?? 'some'} CAs`;

async function runBackup({ stack: name, configFile }: StackPlace, file: string): Promise<number> {
  const prepared = await prepareStack(name, configFile);
  requireNoUpdate(prepared);
  const state = await exportState(stateQuery(prepared));
  if (parseState(state).length === 0) {
    throw new Error(`The state of stack ${name} contains no host: there is nothing to back up.`);
  }
  writeForOwner(file, backupText(name, state, new Date()));
  say(`${file}: ${counted(state)}. The passphrase is not in it: keep it elsewhere.`);
  return 0;
}

/** @throws Error where the stack has a state that would be lost */
async function requireNothingLost(prepared: PreparedStack, { made }: Backup): Promise<void> {
  const { name } = prepared.stack;
  const state = await exportState(stateQuery(prepared));
  if (parseState(state).length === 0) return;
  throw new Error(
    `Stack ${name} has a state (${counted(state)}), and the backup is of ${made}: the stack would forget what was made since then.\n` +
      `Nothing was changed. To keep both, first run ${npmRun('backup', '--out FILE')}. Then give --replace.`,
  );
}

async function runRestore(
  { stack: name, configFile }: StackPlace,
  file: string,
  replace: boolean,
): Promise<number> {
  const saved = readBackup(file);
  if (saved.stack !== name) {
    throw new Error(
      `${file} is of stack ${saved.stack}, not of ${name}. Restore it under that name; \`pulumi stack rename\` can rename it.`,
    );
  }
  const prepared = await prepareStack(name, configFile);
  requireNoUpdate(prepared);
  if (!replace) await requireNothingLost(prepared, saved);
  const { pulumi, environment } = prepared;
  const { failed, stderr, message } = await execa(
    pulumi,
    ['stack', 'import', '--stack', name, '--non-interactive'],
    {
      cwd: projectRoot,
      env: environment,
      extendEnv: false,
      input: JSON.stringify(saved.state),
      reject: false,
    },
  );
  if (failed) throw new Error(`The state of ${projectName}/${name} was not restored:\n${stderr || message}`);
  say(`The state of ${saved.made} was restored. Now run: ${npmRun('preview')}`);
  return 0;
}
