// `npm run picture`: draws a stack's plan, as SVG and as Mermaid text. No host is asked.
import { join, resolve } from 'node:path';
import { localDir } from '../lib/paths.ts';
import { UsageError } from '../lib/program.ts';
import { pictureOf } from '../picture/of-stack-file.ts';
import { isSvgName, writePicture } from '../picture/write.ts';
import { readStackFile, stackFilePath } from '../pulumi/stack-file.ts';
import { takeStack } from './arguments.ts';

export const pictureUsage = 'usage: npm run picture -- [--stack STACK] [--config-file FILE] [--out FILE.svg]';

/** Takes `--out FILE` out of the arguments. */
function outFile(rest: readonly string[], fallback: string): string {
  if (rest.length === 0) return fallback;
  const [option = '', file = ''] = rest;
  if (rest.length !== 2 || option !== '--out' || !isSvgName(file)) throw new UsageError(pictureUsage);
  return resolve(file);
}

export async function drawPicture(args: readonly string[]): Promise<number> {
  const { stack: name, configFile, rest } = takeStack(args);
  const stack = readStackFile(name, { configFile });
  const svg = outFile(rest, join(localDir, 'pictures', `${name}.svg`));
  writePicture(svg, pictureOf(name, stackFilePath(stack)));
  return 0;
}
