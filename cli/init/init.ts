// `npm run init`: writes a stack file by asking.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Checked } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { projectName, problemsText } from '../../config/problem.ts';
import { projectRoot } from '../../lib/paths.ts';
import { UsageError } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { outsideLab } from '../../probe/lab-network.ts';
import { probeHosts } from '../../probe/probe.ts';
import { someoneCanAnswer } from '../confirm.ts';
import { fromOperator, requireLab } from '../vantage.ts';
import { complete } from './complete.ts';
import { finder } from './find.ts';
import { type Flags, initCommand } from './flags.ts';
import { Interrupted, interview, type Terminal } from './interview.ts';
import { checkAnswers, type Setting } from './judge.ts';
import type { Answers } from './question.ts';
import { questions } from './questions.ts';
import { machinesText, planText } from './review.ts';
import { schemaFrom } from './schema-line.ts';
import { stackText } from './stack-text.ts';
import { openTerminal } from './terminal.ts';
import { alreadyThere, writeNewFile } from './write.ts';

/** As a shell says that Ctrl-C ended a program. */
const interruptedCode = 130;

const greeting =
  'Press Enter to accept the answer in brackets. Type ? for an explanation, back for the previous question. Nothing is written before the end.';

/** Where the file will be. */
function placeOf(stack: string, { configFile }: Flags): string {
  return configFile === undefined ? join(projectRoot, `Pulumi.${stack}.yaml`) : resolve(configFile);
}

function settingFor(flags: Flags): Setting {
  return {
    questions,
    find: finder({
      from: (argv) => fromOperator(flags, argv),
      placeOf: (stack) => placeOf(stack, flags),
    }),
    context: {
      ...{ project: projectName, stack: '', root: projectRoot, home: homedir() },
      readFile: (path) => readFileSync(path, 'utf8'),
    },
    lab: flags.lab,
  };
}

/** @throws UsageError with every flag that is missing or wrong */
async function withoutTerminal(flags: Flags, setting: Setting): Promise<Answers> {
  const { answers, missing, refused } = await complete(flags.answers, setting);
  if (missing.length === 0 && refused.length === 0) return answers;
  const parts = [
    ...(missing.length > 0
      ? ['There is no terminal for answers, so these flags are needed:', ...missing]
      : []),
    ...(refused.length > 0 ? ['These flags are refused:', ...refused] : []),
  ];
  const lines = parts.map((line) => (line.startsWith('--') ? `  ${line}` : line));
  throw new UsageError([...lines, 'Nothing was written.'].join('\n'));
}

/** Shows the plan and the machines. */
async function review(checked: Checked & { ok: true }, flags: Flags): Promise<void> {
  const { topology, notes } = checked;
  const plan = makePlan(topology);
  if (!flags.noLogin && outsideLab(topology) === undefined) {
    const looked = await step('checking each machine, read-only', () => probeHosts(topology, plan));
    say(`\n${machinesText(looked)}`);
  }
  say('');
  process.stdout.write(`${planText(topology, plan, notes)}\n`);
}

async function agreed(file: string, terminal: Terminal): Promise<boolean> {
  for (;;) {
    const answer = (await terminal.ask(`\nWrite ${file} (yes or no) [yes]: `)).trim();
    if (/^(y|yes|)$/i.test(answer)) return true;
    if (/^no?$/i.test(answer)) return false;
  }
}

function next(stack: string, { lab, configFile }: Flags): string {
  const options = `--stack ${stack}${configFile === undefined ? '' : ` --config-file ${configFile}`}`;
  const passphrase =
    '  export PULUMI_CONFIG_PASSPHRASE_FILE=~/.config/kafka-proxied/passphrase   # a file that only you can read\n';
  return `Next:\n${lab ? '' : passphrase}  npm run preview -- ${options}\n  npm run up -- ${options}\n  npm run doctor -- ${options}`;
}

async function describeStack(flags: Flags, terminal: Terminal | undefined): Promise<number> {
  const setting = settingFor(flags);
  if (terminal) say(greeting);
  const answers = terminal
    ? await interview(flags.answers, setting, terminal)
    : await withoutTerminal(flags, setting);
  const stack = answers.stack ?? '';
  const checked = checkAnswers(answers, setting);
  if (!checked.ok) throw new UsageError(problemsText(stack, checked.problems));
  await review(checked, flags);
  const place = placeOf(stack, flags);
  const file = relative(process.cwd(), place);
  if (terminal && !flags.yes && !(await agreed(file, terminal))) {
    say('Nothing was written.');
    return 1;
  }
  writeNewFile(place, stackText(answers, flags.lab, schemaFrom(place)));
  say(`\n${file} written. ${next(stack, flags)}`);
  return 0;
}

/** Asks, and writes. Without a terminal, flags answer. */
export const init = initCommand(questions, async (flags) => {
  const { configFile } = flags;
  if (configFile !== undefined && existsSync(configFile)) throw new UsageError(alreadyThere(configFile));
  await requireLab({ name: flags.answers.stack ?? '', lab: flags.lab });
  const terminal = someoneCanAnswer() ? openTerminal() : undefined;
  try {
    return await describeStack(flags, terminal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(`\n${error.message}`);
    return interruptedCode;
  } finally {
    terminal?.close();
  }
});
