// Does not prove that the tree obeys the directions: `npm run verify` lints it. This shows that each forbidden one is refused.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ESLint } from 'eslint';
import { preProcessFile } from 'typescript';
import { describe, expect, it, test, vi } from 'vitest';
import tseslint from 'typescript-eslint';
import { foldersTable, readRows, withFolders } from '../../docs/folders.ts';
import { projectRoot } from '../../lib/paths.ts';

// The first file loads the whole lint.
vi.setConfig({ testTimeout: 120_000 });

const lint = new ESLint({ cwd: projectRoot, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What is said of a line in a file of a folder. */
async function saidOf(folder: string, line: string): Promise<string[]> {
  const filePath = join(projectRoot, folder, 'made-up.ts');
  const [result] = await lint.lintText(`${line}\n`, { filePath });
  const messages = result?.messages ?? [];
  return messages
    .filter(({ ruleId }) => ruleId === 'folders/directions' || ruleId === 'no-restricted-imports')
    .map(({ message }) => message);
}

describe('what folders may import', () => {
  it.each([
    ['lib', "import '../config/topology.ts';", 'lib/ may not import config/: the ground floor'],
    ['lib', "import 'execa';", 'lib/ may not import execa'],
    ['lib', "import 'commander';", 'lib/ may not import commander'],
    ['lib/command-line', "import '../../config/topology.ts';", 'lib/command-line/ may not import config/'],
    ['config', "import '../lib/paths.ts';", 'config/ may not import lib/'],
    ['config', "import '../ssh/run.ts';", 'config/ may not import ssh/'],
    ['config', "import '../templates/broker.ts';", 'config/ may not import templates/'],
    ['config', "import '../pulumi/state.ts';", 'config/ may not import pulumi/'],
    ['config', "export { run } from '../ssh/run.ts';", 'config/ may not import ssh/'],
    ['config', "export * from '../ssh/run.ts';", 'config/ may not import ssh/'],
    ['config', "void import('../ssh/run.ts');", 'config/ may not import ssh/'],
    ['config', "export type Ran = import('../ssh/run.ts').SshResult;", 'config/ may not import ssh/'],
    ['config/plan', "import '../../probe/probe.ts';", 'config/ may not import probe/'],
    ['config', "import '@pulumi/pulumi';", 'config/ may not import @pulumi/pulumi'],
    ['config', "import 'node:child_process';", 'config/ may not import node:child_process'],
    ['config', "import '../index.ts';", 'index.ts joins the folders'],
    [
      'templates',
      "import { checkConfig } from '../config/check.ts'; void checkConfig;",
      'templates/ may import types only of config/',
    ],
    ['templates', "import '../components/kafka-broker.ts';", 'templates/ may not import components/'],
    ['templates', "import '@pulumi/pulumi';", 'templates/ may not import @pulumi/pulumi'],
    ['templates/client', "import '../../index.ts';", 'index.ts joins the folders'],
    ['ssh', "import '../probe/probe.ts';", 'ssh/ may not import probe/'],
    ['ssh', "import '../cli/main.ts';", 'ssh/ may not import cli/'],
    [
      'ssh',
      "import { units } from '../config/units.ts'; void units;",
      'ssh/ may import types only of config/',
    ],
    ['probe', "import '../components/kafka-broker.ts';", 'probe/ may not import components/'],
    ['probe', "import '../commit-confirm/main.ts';", 'probe/ may not import commit-confirm/'],
    ['probe', "import '@pulumi/pulumi';", 'probe/ may not import @pulumi/pulumi'],
    ['components', "import '@pulumi/command';", 'Only components/host/ makes remote commands.'],
    [
      'components',
      "import { remote } from '@pulumi/command/remote/index.js'; void remote;",
      'Only components/host/ makes remote commands.',
    ],
    ['components', "import '../ssh/run.ts';", 'components/ may not import ssh/'],
    [
      'components',
      "import { probeHosts } from '../probe/probe.ts'; void probeHosts;",
      'components/ may import types only of probe/',
    ],
    ['components/host', "import '../../ssh/run.ts';", 'components/host/ may not import ssh/'],
    ['doctor', "import '../components/kafka-broker.ts';", 'doctor/ may not import components/'],
    ['doctor/judge', "import '../gather/gather.ts';", 'doctor/judge/ and doctor/gather/ stay apart'],
    ['doctor/judge', "import '../../ssh/run.ts';", 'doctor/judge/ may not import ssh/'],
    ['doctor/judge', "import 'ssh2';", 'doctor/judge/ may not import ssh2'],
    ['doctor/gather', "import 'ssh2';", 'doctor/gather/ may not import ssh2'],
    ['doctor/gather', "import '../judge/judge.ts';", 'doctor/gather/ and doctor/judge/ stay apart'],
    ['lab', "import '../config/topology.ts';", 'lab/ may not import config/'],
    ['lab', "import '../setup/plugins.ts';", 'lab/ may not import setup/'],
    ['setup', "import '../cli/main.ts';", 'setup/ may not import cli/'],
    ['pulumi', "import '../setup/plugins.ts';", 'pulumi/ may not import setup/'],
    ['commit-confirm', "import '../probe/probe.ts';", 'commit-confirm/ may not import probe/'],
    ['picture', "import '../doctor/report.ts';", 'picture/ may not import doctor/'],
    ['plugins/shared', "import '../../lib/paths.ts';", 'plugins/ may not import lib/'],
    ['cli', "import '../components/kafka-broker.ts';", 'cli/ may not import components/'],
    ['cli/operate', "import '../../test/run/vitest.ts';", 'cli/ may not import test/'],
    ['test/run', "import '../support/config-fixture.ts';", 'test/run/ may not import test/'],
    ['tools', "import '../lib/paths.ts';", 'tools/ may not import lib/'],
    ['somewhere', "import '../lib/paths.ts';", 'somewhere/ has no row in eslint.config.js.'],
    ['.', "import '@pulumi/command';", 'Only components/host/ makes remote commands.'],
  ])('%s refuses %s', async (folder, line, reason) => {
    expect(await saidOf(folder, line)).toEqual(expect.arrayContaining([expect.stringContaining(reason)]));
  });

  it.each([
    ['config', "import './build.ts';"],
    // Another folder than index.ts, whose name only begins like it.
    ['config', "import './index.ts/x.ts';"],
    ['templates', "import type { Host } from '../config/topology.ts'; export type Own = Host;"],
    ['templates', "import { brokerUnit } from '../config/units.ts'; void brokerUnit;"],
    ['ssh', "import '../lib/paths.ts';"],
    ['ssh', "import type { Host } from '../config/topology.ts'; export type Own = Host;"],
    ['probe', "import '../ssh/run.ts';"],
    ['components', "import '../config/units.ts';"],
    ['components', "import type { HostFacts } from '../probe/facts.ts'; export type Own = HostFacts;"],
    ['components/host', "import * as command from '@pulumi/command'; void command;"],
    ['doctor/judge', "import '../facts.ts';"],
    ['doctor/gather', "import '../../ssh/target.ts';"],
    ['lab', "import '../lib/progress.ts';"],
    ['lab/vagrant', "import '../../config/host-keys.ts';"],
    // A folder of its own that is called like another one.
    ['plugins/command', "import '../doctor/x.ts';"],
    ['cli', "import '../doctor/report.ts';"],
    ['test/unit', "import '../../components/kafka-broker.ts';"],
  ])('%s allows %s', async (folder, line) => {
    expect(await saidOf(folder, line)).toEqual([]);
  });
});

/** Folders that hold nothing of ours. */
const others = ['node_modules'];
const sources = (folder: string): string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/.test(name))
    .map((name) => join(folder, name));
const folders = readdirSync(projectRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !others.includes(entry.name))
  .map(({ name }) => name);

test('each folder has a row, and each row a folder', async () => {
  const rows = (await readRows()).map(({ folder }) => folder.split('/')[0]);
  const withSources = folders.filter((folder) => sources(folder).length > 0);
  expect([...new Set(rows)].sort()).toEqual([...withSources, 'index.ts'].sort());
});

/** A row may import those above it only, so that folders form no circle either. */
test('rows import upwards in the table alone', async () => {
  const rows = await readRows();
  const seen: string[] = [];
  for (const { folder, imports = [], types = [] } of rows) {
    const named = imports === 'all' ? [] : [...imports, ...types];
    expect(
      named.filter((name) => !seen.includes(name)),
      folder,
    ).toEqual([]);
    seen.push(folder);
  }
  expect(seen).toHaveLength(rows.length);
});

test('docs/architecture.md has the rows', async () => {
  const page = readFileSync(join(projectRoot, 'docs', 'architecture.md'), 'utf8');
  const cells = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replaceAll(/ +/g, ' '));
  const rows = await readRows();
  const shown = cells(page).filter((line) => rows.some(({ folder }) => line.startsWith(`| \`${folder}`)));
  expect(shown).toEqual(cells(foldersTable(rows)));
  expect(() => withFolders('a page without a table', rows)).toThrow('has no lines');
});

/** What a file imports of ours; in types or not. */
function importsOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(join(projectRoot, file), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => relative(projectRoot, resolve(projectRoot, dirname(file), fileName)));
}

test('no file imports itself by way of others', () => {
  const graph = new Map(folders.flatMap(sources).map((file) => [file, importsOf(file)]));
  expect(graph.size).toBeGreaterThan(400);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
    if (done.has(file) || way.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(circles).toEqual([]);
});
