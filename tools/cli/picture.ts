// `npm run picture`: draws a stack's plan, as SVG and as Mermaid text. No host is asked.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { homedir } from 'node:os';
import { parse } from 'yaml';
import { checkConfig } from '../../config/check.ts';
import { makePlan } from '../../config/plan/make.ts';
import { namespace, problemsText } from '../../config/problem.ts';
import { localDir, projectRoot } from '../paths.ts';
import { renderMermaid } from '../picture/mermaid.ts';
import { makePicture } from '../picture/model.ts';
import { renderSvg } from '../picture/svg.ts';
import { say } from '../progress.ts';
import { takeStack } from './arguments.ts';
import { UsageError } from './program.ts';
import { readStackFile, stackFilePath } from './stack-file.ts';

const usage = 'npm run picture -- [--stack NAME] [--config-file FILE] [--out FILE.svg]';

/** Both pictures of a stack file, by the endings of their files. */
export function picturesOf(name: string, configFile: string): Record<'.svg' | '.mmd', string> {
  const content = parse(readFileSync(configFile, 'utf8')) as { config?: Record<string, unknown> } | null;
  const values = Object.entries(content?.config ?? {}).map(([key, value]) => [key, value] as const);
  const isSecret = (value: unknown): boolean => JSON.stringify(value ?? '').includes('"secure":');
  const checked = checkConfig(
    {
      // Pins of host keys are of no interest here, and need not be there yet.
      values: {
        ...Object.fromEntries(values.filter(([, value]) => !isSecret(value))),
        [`${namespace}:offline`]: true,
      },
      secretKeys: values.filter(([, value]) => isSecret(value)).map(([key]) => key),
    },
    {
      ...{ project: namespace, stack: name, stackFile: configFile, root: projectRoot, home: homedir() },
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  );
  if (!checked.ok) throw new Error(problemsText(name, checked.problems));
  const picture = makePicture(checked.topology, makePlan(checked.topology));
  return { '.svg': renderSvg(picture), '.mmd': renderMermaid(picture) };
}

/** Takes `--out FILE` out of the arguments. */
function outFile(rest: readonly string[], fallback: string): string {
  if (rest.length === 0) return fallback;
  const [option = '', file = ''] = rest;
  if (rest.length !== 2 || option !== '--out' || !file.endsWith('.svg'))
    throw new UsageError(`Usage: ${usage}`);
  return resolve(file);
}

export async function drawPicture(args: readonly string[]): Promise<number> {
  const { stack: name, configFile, rest } = takeStack(args);
  const stack = readStackFile(name, { configFile });
  const svg = outFile(rest, join(localDir, 'pictures', `${name}.svg`));
  const pictures = picturesOf(name, stackFilePath(stack));
  mkdirSync(dirname(svg), { recursive: true });
  const files = { [svg]: pictures['.svg'], [svg.replace(/\.svg$/, '.mmd')]: pictures['.mmd'] };
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(file, text);
    say(`${relative(process.cwd(), file)} written.`);
  }
  return 0;
}
