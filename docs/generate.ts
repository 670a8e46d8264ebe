// Writes the pages of docs/ that are generated, or with --check says whether they are what would be written.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { pictureOf } from '../picture/of-stack-file.ts';
import { renderReference } from '../config/reference/render.ts';
import { schemaFile, stackFileSchema } from '../config/reference/stack-file.ts';
import { projectRoot } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { renderSvg } from '../picture/svg.ts';
import { withFindings } from './findings.ts';
import { readRows, withFolders } from './folders.ts';

const pictures = join(projectRoot, 'docs', 'pictures');

/** Pictures of the small stacks that pages explain things by; each lies beside its stack's file. */
const drawn = readdirSync(pictures)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const stack = basename(name, '.yaml');
    return [`docs/pictures/${stack}.svg`, () => renderSvg(pictureOf(stack, join(pictures, name)))] as const;
  });

const architecture = 'docs/architecture.md';
const troubleshooting = 'docs/troubleshooting.md';
const rows = await readRows();

const written = (page: string): string => readFileSync(join(projectRoot, page), 'utf8');

/** By path in the project. */
const pages: Record<string, () => string> = {
  'docs/configuration.md': renderReference,
  [schemaFile]: () => JSON.stringify(stackFileSchema()),
  [architecture]: () => withFolders(written(architecture), rows),
  [troubleshooting]: () => withFindings(written(troubleshooting)),
  'docs/pictures/dev.svg': () => renderSvg(pictureOf('dev', join(projectRoot, 'Pulumi.dev.yaml'))),
  ...Object.fromEntries(drawn),
};

/** What prettier calls the formats that it knows, by how a file's name ends. */
const parsers: Readonly<Record<string, string>> = { '.md': 'markdown', '.json': 'json' };

async function formatted(path: string, text: string): Promise<string> {
  const parser = parsers[extname(path)];
  return parser === undefined ? text : format(text, { ...(await resolveConfig(path)), parser });
}

async function isCurrent(path: string, text: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => undefined)) === text;
}

const check = process.argv.includes('--check');
for (const [page, render] of Object.entries(pages)) {
  const path = join(projectRoot, page);
  const text = await formatted(path, render());
  if (await isCurrent(path, text)) continue;
  if (check) {
    say(`${page} is out of date: run \`npm run docs\` and commit it.`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    say(`${page} written.`);
  }
}
