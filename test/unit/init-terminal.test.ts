// Does not prove that machines are looked at, nor that Pulumi takes the file: no host is asked here.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programArgv } from '../../lib/own-program.ts';
import { complete } from '../../cli/init/complete.ts';
import type { Answers } from '../../cli/init/question.ts';
import { schemaFrom } from '../../cli/init/schema-line.ts';
import { stackText } from '../../cli/init/stack-text.ts';
import { writeNewFile } from '../../cli/init/write.ts';
import { findOnPath } from '../../lib/on-path.ts';
import { projectRoot } from '../../lib/paths.ts';
import { type Dialog, enter, line, type Typed, typeInto } from '../support/pseudo-terminal.ts';
import { hostKey } from '../support/config-fixture.ts';
import { settingOf } from './init-fixture.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  file = join(folder, 'Pulumi.office.yaml');
  writeFileSync(join(folder, 'known_hosts'), `box1,box2 ${hostKey()}\n`);
  const key = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  writeFileSync(join(folder, 'key'), key.private, { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const argv = (...flags: string[]): string[] =>
  programArgv('cli/main.ts', 'init', '--config-file', file, '--no-login', ...flags);

/** A question that never comes ends it. */
const patienceMs = 50_000;
const typed = (...dialog: Dialog): Promise<Typed> => typeInto(argv(), dialog, patienceMs);

/** Prompts, by a part of their text. */
const dialog = (place: string): [string, string][] => [
  ['Name of the stack', line('office')],
  ['Machines for Kafka', line('box1=192.168.7.11 box2=192.168.7.999')],
  ['"192.168.7.999" is not an IPv4 address', line('box1=192.168.7.11 box2=192.168.7.12')],
  ['Address ranges', enter],
  ['through a gateway', line('no')],
  ['User to log in as', line('admin')],
  ['Port of sshd', enter],
  ['Private key file', line(join(place, 'key'))],
  ['Name of the cluster', enter],
  ['Kafka version', enter],
  ['ZooKeeper servers', enter],
  ["ZooKeeper's port", enter],
  ['Brokers (ID', line('1=box1 2=box2 3=box2')],
  ['brokers for inside clients', enter],
  ['Other machines', enter],
  ['never be logged in', enter],
  ['known_hosts', line(join(place, 'known_hosts'))],
  ['between brokers', line('yes')],
  ['Topics', line('orders=12')],
  ['Write ', line('yes')],
];

/** The same by flags. */
const flags = (place: string): Answers => ({
  ...{
    stack: 'office',
    hosts: 'box1=192.168.7.11 box2=192.168.7.12',
    network: '192.168.7.0/24',
    proxied: 'no',
  },
  ...{ user: 'admin', loginKey: join(place, 'key'), brokers: '1=box1 2=box2 3=box2', tlsInternal: 'yes' },
  ...{ knownHosts: join(place, 'known_hosts'), topics: 'orders=12' },
});

describe.skipIf(findOnPath('script') === undefined)('in a terminal', () => {
  it('what is typed becomes the file, and the plan is shown', async () => {
    const { code, shown } = await typed(...dialog(folder));
    const setting = settingOf();
    setting.find.kindOf = () => 'file';
    setting.context.readFile = (path) => readFileSync(path, 'utf8');
    const { answers, refused, missing } = await complete(flags(folder), setting);
    expect({ refused, missing }).toEqual({ refused: [], missing: [] });
    expect(readFileSync(file, 'utf8')).toBe(stackText(answers, false, schemaFrom(file)));
    expect(shown).toMatch(
      /FROM +REACHES +AS +WHICH IS +HOW\r\nbox1 +ZooKeeper 1 of office +box1:2181 +192\.168\.7\.11/,
    );
    expect(shown).toContain('Pulumi.office.yaml written.');
    expect(code).toBe(0);
  });

  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s ends it, and nothing is left', async (_, key) => {
    const before = readdirSync(folder);
    const half = dialog(folder).slice(0, 5);
    const { code, shown } = await typed(...half, ['User to log in as', key]);
    expect(shown).toContain('Nothing was written.');
    expect(readdirSync(folder)).toEqual(before);
    expect(code).toBe(130);
  });

  it('a last no writes nothing', async () => {
    const before = readdirSync(folder);
    const { code, shown } = await typed(...dialog(folder).slice(0, -1), ['Write ', line('no')]);
    expect(shown).toContain('Nothing was written.');
    expect(readdirSync(folder)).toEqual(before);
    expect(code).toBe(1);
  });
});

describe('a file that is there', () => {
  it('ends the command before the first question', async () => {
    writeFileSync(file, 'mine\n');
    const [node = '', ...args] = argv('--stack', 'office');
    const { exitCode, stderr } = await execa(node, args, {
      cwd: projectRoot,
      reject: false,
      stdin: 'ignore',
    });
    expect(stderr).toContain('exists already, and is never overwritten');
    expect(exitCode).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine\n');
  });

  it('is never overwritten, and nothing is left beside it', () => {
    writeNewFile(file, 'one\n');
    expect(() => writeNewFile(file, 'two\n')).toThrow('is never overwritten');
    expect(readFileSync(file, 'utf8')).toBe('one\n');
    expect(readdirSync(folder).sort()).toEqual(['Pulumi.office.yaml', 'key', 'known_hosts']);
  });
});
