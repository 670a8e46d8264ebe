// Whether an answer can stand: its shape, what is looked at for it, and the check that every config goes through.
import { checkConfig, type Checked, type CheckContext } from '../../config/check.ts';
import { projectName, type Problem } from '../../config/problem.ts';
import type { ValueProblem } from '../../config/schema/leaf.ts';
import { configOf } from './config.ts';
import { type Answers, applies, type Finder, type Key, type Question } from './question.ts';
import { oneWord, pairsText, phrasesOf } from './words.ts';

export interface Setting {
  questions: readonly Question[];
  find: Finder;
  context: CheckContext;
  /** Whether the stack is one of the lab. */
  lab: boolean;
  /** The mistakes that an answer brings. Default: {@link newProblems}. */
  check?: (before: Answers, after: Answers, setting: Setting) => Problem[];
}

/** The stack's config as Pulumi would read it from the file. */
export function checkAnswers(answers: Answers, { context, lab }: Setting): Checked {
  const values = Object.entries(configOf(answers, lab)).map(([key, value]) => [
    `${projectName}:${key}`,
    value,
  ]);
  const config = {
    values: Object.fromEntries(values) as Record<string, unknown>,
    secretKeys: [],
    secretNames: [],
  };
  return checkConfig(config, { ...context, stack: answers.stack ?? context.stack });
}

/** What the config lacks only because a question is still to come. */
function isPending({ path }: Problem, answers: Answers, questions: readonly Question[]): boolean {
  const own = path.slice(projectName.length + 1);
  return questions.some(
    (question) =>
      answers[question.key] === undefined && question.owns?.test(own) === true && applies(question, answers),
  );
}

function dueProblems(answers: Answers, setting: Setting): Problem[] {
  const checked = checkAnswers(answers, setting);
  return checked.ok
    ? []
    : checked.problems.filter((problem) => !isPending(problem, answers, setting.questions));
}

/** The mistakes that came with an answer. */
function newProblems(before: Answers, after: Answers, setting: Setting): Problem[] {
  const old = new Set(dueProblems(before, setting).map(({ path, reason }) => `${path} ${reason}`));
  return dueProblems(after, setting).filter(({ path, reason }) => !old.has(`${path} ${reason}`));
}

export type Judged = ({ answers: Answers } | { refusals: ValueProblem[] }) & {
  /** Items of the question that the answer says nothing of. */
  missing?: string[];
  /** A refused answer that is well written, so that others can be judged beside it. */
  kept?: string;
};

/** Looks at the answer to a question, or to one of its items, by itself. */
export async function settled(
  question: Question,
  text: string,
  { answers, item = '', find }: { answers: Answers; item?: string; find: Finder },
): Promise<{ value: string } | ValueProblem> {
  const read = (question.shape ?? oneWord)(text, answers);
  if (!('value' in read)) return read;
  return question.settle ? question.settle(read.value, answers, find, item) : read;
}

/** Adds a settled answer, unless the config would be wrong with it. */
export function judged(key: Key, value: string, answers: Answers, setting: Setting): Judged {
  const after = { ...answers, [key]: value };
  const problems = (setting.check ?? newProblems)(answers, after, setting);
  if (problems.length === 0) return { answers: after };
  return {
    refusals: problems.map(({ path, reason, fix }) => ({ reason: `${path}: ${reason}`, fix })),
    kept: value,
  };
}

/** An answer as a flag gives it. */
export async function judgedFlag(
  question: Question,
  text: string,
  answers: Answers,
  setting: Setting,
): Promise<Judged> {
  if (question.items) return judgedItems(question, text, answers, setting);
  const read = await settled(question, text, { answers, find: setting.find });
  return 'value' in read ? judged(question.key, read.value, answers, setting) : { refusals: [read] };
}

/** One part for each item. */
async function judgedItems(
  question: Question,
  text: string,
  answers: Answers,
  setting: Setting,
): Promise<Judged> {
  const items = question.items?.(answers) ?? [];
  const given = new Map(phrasesOf(text));
  const refusals: ValueProblem[] = [...given.keys()]
    .filter((name) => !items.includes(name))
    .map((name) => ({
      reason: `This question does not ask about "${name}".`,
      fix: `It asks about: ${items.join(', ')}.`,
    }));
  const parts: [string, string][] = [];
  for (const item of items) {
    const part = given.get(item);
    if (part === undefined) continue;
    const read = await settled(question, part, { answers, item, find: setting.find });
    if ('value' in read) parts.push([item, read.value]);
    else refusals.push({ ...read, reason: `${item}: ${read.reason}` });
  }
  const missing = items.filter((item) => !given.has(item));
  if (refusals.length > 0) return { refusals, missing };
  return { ...judged(question.key, joined(parts), answers, setting), missing };
}

/** Parts of an answer as one text. */
export function joined(parts: readonly (readonly [string, string])[]): string {
  return parts.map((part) => pairsText([part])).join(', ');
}
