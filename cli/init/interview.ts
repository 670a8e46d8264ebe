// Asks one question after the other, until every answer stands.
import { idleFlags, refusalText } from './complete.ts';
import { joined, judged, judgedFlag, settled, type Setting } from './judge.ts';
import { type Answers, applies, flagOf, type Question } from './question.ts';

/** Who answers. */
export interface Terminal {
  say(text: string): void;
  /** One line of an answer. @throws Interrupted where there will be none */
  ask(prompt: string): Promise<string>;
}

/** The one who answers went away, or pressed Ctrl-C. */
export class Interrupted extends Error {}

/** Typed in the place of an answer. */
const [explain, goBack] = ['?', 'back'];

type Outcome = { answers: Answers } | 'back';

function promptOf({ ask }: Question, item: string, proposal: string | undefined): string {
  const what = item === '' ? ask : ask.replace('MACHINE', item);
  return proposal === undefined ? `${what}: ` : `${what} [${proposal}]: `;
}

/** One answer that stands by itself. */
async function answerTo(
  question: Question,
  answers: Answers,
  setting: Setting,
  terminal: Terminal,
  item = '',
): Promise<{ value: string } | 'back'> {
  const { find } = setting;
  const show = async (): Promise<void> => {
    for (const line of (await question.show?.(answers, find, item)) ?? []) terminal.say(`  ${line}`);
  };
  await show();
  const proposal = (await question.offer?.(answers, find, item)) ?? question.usual?.(answers);
  for (;;) {
    const typed = (await terminal.ask(promptOf(question, item, proposal))).trim();
    if (typed === goBack) return 'back';
    if (typed === explain) {
      terminal.say(`  ${question.help}`);
      continue;
    }
    if (typed === '' && proposal === undefined) {
      await show();
      continue;
    }
    const read = await settled(question, typed || (proposal ?? ''), { answers, item, find });
    if ('value' in read) return read;
    terminal.say(`  ${refusalText(read)}`);
  }
}

async function askItems(
  question: Question,
  answers: Answers,
  setting: Setting,
  terminal: Terminal,
): Promise<{ value: string } | 'back'> {
  const parts: [string, string][] = [];
  for (const item of question.items?.(answers) ?? []) {
    const answer = await answerTo(question, answers, setting, terminal, item);
    if (answer === 'back') return 'back';
    parts.push([item, answer.value]);
  }
  return { value: joined(parts) };
}

async function askUntilRight(
  question: Question,
  answers: Answers,
  setting: Setting,
  terminal: Terminal,
): Promise<Outcome> {
  for (;;) {
    const answer = await (question.items ? askItems : answerTo)(question, answers, setting, terminal);
    if (answer === 'back') return 'back';
    const verdict = judged(question.key, answer.value, answers, setting);
    if ('answers' in verdict) return verdict;
    for (const refusal of verdict.refusals) terminal.say(`  ${refusalText(refusal)}`);
  }
}

/** An answer by a flag; a wrong one is told, and the question asked after all. */
async function answerByFlag(
  question: Question,
  text: string | undefined,
  answers: Answers,
  setting: Setting,
  terminal: Terminal,
): Promise<Answers | undefined> {
  if (text === undefined) return undefined;
  const verdict = await judgedFlag(question, text, answers, setting);
  if ('answers' in verdict) return verdict.missing?.length ? undefined : verdict.answers;
  for (const refusal of verdict.refusals) terminal.say(`${flagOf(question)}: ${refusalText(refusal)}`);
  return undefined;
}

/**
 * Asks what flags do not answer. `back` takes back the answer before, of those that were asked.
 * @throws Interrupted where nobody answers any more
 */
export async function interview(given: Answers, setting: Setting, terminal: Terminal): Promise<Answers> {
  const { questions } = setting;
  const asked: { index: number; before: Answers }[] = [];
  let answers: Answers = {};
  for (let index = 0; index < questions.length; index += 1) {
    const question = questions[index] as Question;
    if (!applies(question, answers)) continue;
    const byFlag = await answerByFlag(question, given[question.key], answers, setting, terminal);
    if (byFlag !== undefined) {
      answers = byFlag;
      continue;
    }
    const outcome = await askUntilRight(question, answers, setting, terminal);
    if (outcome !== 'back') {
      asked.push({ index, before: answers });
      answers = outcome.answers;
      continue;
    }
    const last = asked.pop() ?? { index, before: answers };
    index = last.index - 1;
    answers = last.before;
  }
  for (const line of idleFlags(given, answers, questions)) terminal.say(line);
  return answers;
}
