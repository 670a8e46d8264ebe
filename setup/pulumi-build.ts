// The Pulumi command line from the Go module proxy, for machines where the official download is refused.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { findOnPath } from '../lib/on-path.ts';
import { say } from '../lib/progress.ts';
import { isAtLeast, parseVersion, type Version } from './version.ts';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'go');

// From 1.21 on, an older Go fetches the one that go.mod asks for by itself.
const oldestGo: Version = [1, 21, 0];

// The newest published module that still has this host is older than the engine, which no longer passes it any flags:
// runtime.options of Pulumi.yaml never arrive. So the executable that the engine finds is this script, and the options
// stand here. Without -typescript=false, ts-node would check all types at every run.
const languageHostScript = `#!/bin/sh
exec "\${0%/*}/pulumi-language-nodejs-go" -typescript=false "$@"
`;

interface Build {
  readonly title: string;
  readonly module: string;
  readonly package: string;
  readonly output: string;
  readonly linkerFlags: string;
}

function builds(version: string): readonly Build[] {
  return [
    {
      title: 'command line (about 6 min on 2 cores the first time, 1.5 GB of downloads and build cache)',
      module: 'pulumi',
      package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
      output: 'pulumi',
      linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
    },
    {
      title: 'language host for Node.js (about 1 min)',
      module: 'language-nodejs',
      package: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
      output: 'pulumi-language-nodejs-go',
      linkerFlags: '-s -w',
    },
  ];
}

/**
 * Identifies all that a build is made from; another value means that it has to be made again. So the modules in go.mod
 * keep the names of the folders that they were first in: everybody would build for minutes, for a name that nobody reads.
 */
export async function buildRecipe(version: string): Promise<string> {
  const hash = createHash('sha256')
    .update(languageHostScript)
    .update(JSON.stringify(builds(version)));
  for (const { module } of builds(version)) {
    for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(modules, module, file)));
  }
  return hash.digest('hex');
}

async function findGo(): Promise<string> {
  const go = findOnPath('go') ?? findOnPath('go', '/usr/local/go/bin');
  if (!go) throw new Error('needs Go, and there is no `go` on PATH');
  const { stdout } = await execa(go, ['env', 'GOVERSION'], {
    cwd: dirname(go),
    env: { GOTOOLCHAIN: 'local' },
  });
  const version = parseVersion(`${stdout}.0`);
  if (!version || !isAtLeast(version, oldestGo)) {
    throw new Error(`needs Go ${oldestGo.join('.')} or newer; ${go} is ${stdout}`);
  }
  return go;
}

async function build(go: string, what: Build, output: string, note: (text: string) => void): Promise<void> {
  const args = [
    'build',
    '-v',
    '-mod=readonly',
    '-buildvcs=false',
    '-ldflags',
    what.linkerFlags,
    '-o',
    output,
  ];
  const running = execa(go, [...args, what.package], {
    cwd: join(modules, what.module),
    env: { GOWORK: 'off' },
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: false,
    reject: false,
  });
  note('compiling and linking');
  const tail: string[] = [];
  let packages = 0;
  for await (const line of createInterface({ input: running.stderr })) {
    tail.push(line);
    if (tail.length > 12) tail.shift();
    if (!line.includes(' ')) packages += 1;
    note(`${line.startsWith('go: ') ? line.slice(4) : `${packages} packages compiled, now ${line}`}`);
  }
  const { failed, exitCode } = await running;
  if (failed) throw new Error(`go build ${what.package} failed (exit code ${exitCode}):\n${tail.join('\n')}`);
}

/**
 * Builds `pulumi` and `pulumi-language-nodejs` as pinned by the go.mod and go.sum files beside this module.
 * @param folder an empty folder to work in
 * @param note progress for people
 * @returns the folder inside it that holds the tools
 * @throws Error if Go is missing or too old, or a build fails
 */
export async function buildPulumi(
  version: string,
  folder: string,
  note: (text: string) => void,
): Promise<string> {
  const go = await findGo();
  const tools = join(folder, 'bin');
  await mkdir(tools);
  for (const what of builds(version)) {
    say(`    building from Go modules: ${what.title}`);
    await build(go, what, join(tools, what.output), note);
  }
  await writeFile(join(tools, 'pulumi-language-nodejs'), languageHostScript, { mode: 0o755 });
  return tools;
}
