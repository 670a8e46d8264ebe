// Answers without anybody to ask: flags, and what holds without an answer. Everything that is missing or wrong is told
// at once.
import type { ValueProblem } from '../../config/schema/leaf.ts';
import { judgedFlag, type Setting } from './judge.ts';
import { type Answers, applies, flagOf, type Question } from './question.ts';

export interface Completed {
  answers: Answers;
  /** Lines for people: flags that have to be given. */
  missing: string[];
  /** Lines for people: flags whose value can't stand. */
  refused: string[];
}

/** How a refusal is shown. */
export function refusalText({ reason, fix }: ValueProblem): string {
  return fix === '' ? reason : `${reason} ${fix}`;
}

function missingLine(question: Question, items: readonly string[] = []): string {
  const flag = flagOf(question);
  if (items.length === 0) return `${flag}: ${question.help}`;
  return `${flag} '${items.map((item) => `${item}=…`).join(', ')}': ${question.help}`;
}

/** Goes through all questions with the answers that flags give. */
export async function complete(given: Answers, setting: Setting): Promise<Completed> {
  let answers: Answers = {};
  let assumed: Answers = {};
  const missing: string[] = [];
  const refused: string[] = [];
  const lack = (question: Question, items?: readonly string[]): void => {
    missing.push(missingLine(question, items));
    assumed = { ...assumed, ...(question.assumed !== undefined && { [question.key]: question.assumed }) };
  };
  for (const question of setting.questions) {
    const all = { ...assumed, ...answers };
    if (!applies(question, all)) continue;
    const usual = question.usual?.(all);
    const text = given[question.key] ?? usual;
    if (text === undefined) {
      lack(question, question.items?.(all));
      continue;
    }
    const whole = missing.length === 0;
    const verdict = await judgedFlag(
      question,
      text,
      whole ? answers : all,
      whole ? setting : unchecked(setting),
    );
    if (verdict.missing && verdict.missing.length > 0) lack(question, verdict.missing);
    const value = 'answers' in verdict ? verdict.answers[question.key] : (verdict.kept ?? question.assumed);
    if (value !== undefined) answers = { ...answers, [question.key]: value };
    const news = given[question.key] !== undefined || (whole && refused.length === 0);
    if ('refusals' in verdict && news)
      refused.push(...verdict.refusals.map((refusal) => `${flagOf(question)}: ${refusalText(refusal)}`));
  }
  const idle = idleFlags(given, { ...assumed, ...answers }, setting.questions);
  return { answers, missing, refused: [...refused, ...idle] };
}

/** Where answers are missing, the config can't be checked, only each answer by itself. */
function unchecked(setting: Setting): Setting {
  return { ...setting, check: () => [] };
}

/** Flags of questions that the other answers lead past. */
export function idleFlags(given: Answers, answers: Answers, questions: readonly Question[]): string[] {
  return questions
    .filter((question) => given[question.key] !== undefined && !applies(question, answers))
    .map((question) => `${flagOf(question)}: This has no effect with the other answers. Leave it out.`);
}
