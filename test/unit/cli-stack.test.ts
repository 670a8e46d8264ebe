// Does not prove that pulumi understands the environment: the lab tests run it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeOf } from '../../cli/arguments.ts';
import { exportLines } from '../../cli/env.ts';
import { up } from '../../cli/pulumi-commands.ts';
import { UsageError } from '../../lib/program.ts';
import { isPartial, pulumiArguments, reachesHosts } from '../../cli/pulumi-command.ts';
import { bashStartFile } from '../../cli/shell/shell.ts';
import { labPassphraseFile, passphraseOf, passphraseWarning } from '../../cli/passphrase.ts';
import { childEnvironment, stackVariables } from '../../cli/stack-env.ts';
import { backendUrl, userStateDir } from '../../cli/state/place.ts';
import { pulumiStateDir } from '../../lib/paths.ts';
import { parseStackFile, readStackFile, type StackFile } from '../../pulumi/stack-file.ts';
import { given } from '../support/given.ts';

const lab: StackFile = { name: 'dev', lab: true, offline: false, usesPassphrase: true, kafkaVersions: [] };
const own: StackFile = {
  name: 'office',
  lab: false,
  offline: false,
  usesPassphrase: true,
  kafkaVersions: [],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-stack-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the options that name a stack', () => {
  it.each([
    [['--diff'], {}, { stack: 'dev', rest: ['--diff'] }],
    [['--stack', 'cluster1', '--diff'], {}, { stack: 'cluster1', rest: ['--diff'] }],
    [['--diff', '--stack=cluster1'], {}, { stack: 'cluster1', rest: ['--diff'] }],
    [['-s', 'cluster1'], {}, { stack: 'cluster1', rest: [] }],
    [[], { PULUMI_STACK: 'cluster2' }, { stack: 'cluster2', rest: [] }],
    [['-s', 'cluster1'], { PULUMI_STACK: 'cluster2' }, { stack: 'cluster1', rest: [] }],
    [['--', '-s', 'x'], {}, { stack: 'dev', rest: ['--', '-s', 'x'] }],
    [
      ['--config-file', '/a/b c', '-s', 'x', '--diff'],
      {},
      { stack: 'x', configFile: '/a/b c', rest: ['--diff'] },
    ],
    [['--config-file=/a=b'], {}, { stack: 'dev', configFile: '/a=b', rest: [] }],
  ])('%j under %j', async (args, environment, expected) => {
    const [options, rest] = await given(up, args);
    expect({ ...placeOf(options as object, environment), rest }).toEqual(expected);
  });

  it.each([
    [['--target', 'urn', '--diff', '-s', 'x', '-t', '--', '-a']],
    [['word', '--diff', '-t', 'urn', 'w']],
    [['-c', 'a=b', '--config', 'c', '-p1', '--parallel=2', '-vyd']],
  ])('leave pulumi’s own as they are: %j', async (args) => {
    const [, rest] = await given(up, args);
    expect(rest).toEqual(args.filter((word) => word !== '-s' && word !== 'x'));
  });

  it.each([[['--stack']], [['-s', '--', 'x']], [['--stack=']], [['--config-file']]])(
    'refuses %j, which names none',
    async (args) => {
      await expect(given(up, args)).rejects.toThrow(UsageError);
    },
  );
});

describe('the stack file', () => {
  it.each([
    ['config: { "kafka-proxied:lab": true }', true],
    ['config: { "kafka-proxied:lab": "true" }', true],
    ['config: { "kafka-proxied:lab": false }', false],
    ['config: { "other:lab": true }', false],
    ['', false],
  ])('%s: lab is %s', (text, expected) => {
    expect(parseStackFile('x', text).lab).toBe(expected);
  });

  it('needs no passphrase with a key service', () => {
    expect(parseStackFile('x', 'secretsprovider: awskms://alias/k').usesPassphrase).toBe(false);
    expect(parseStackFile('x', 'encryptionsalt: v1:abc').usesPassphrase).toBe(true);
  });

  it('names the Kafka releases to prepare: known ones, each once', () => {
    const text =
      'config: { "kafka-proxied:clusters": { a: { version: 3.9.2 }, b: {}, c: { version: 99.0 } } }';
    expect(parseStackFile('x', text).kafkaVersions).toEqual(['3.9.2']);
  });

  it('refuses an unknown stack with the list of those there are', () => {
    writeFileSync(join(folder, 'Pulumi.yaml'), '');
    writeFileSync(join(folder, 'Pulumi.office.yaml'), '');
    expect(() => readStackFile('../etc/x', { folder })).toThrow(/Stacks here: office\./);
    expect(readStackFile('office', { folder }).name).toBe('office');
  });

  it('may stand elsewhere, and is asked there for all that matters', () => {
    const configFile = join(folder, 'any.yaml');
    expect(() => readStackFile('mine', { folder, configFile })).toThrow(`There is no file ${configFile}`);
    writeFileSync(configFile, 'config: { "kafka-proxied:lab": true }');
    expect(readStackFile('mine', { folder, configFile })).toMatchObject({
      name: 'mine',
      lab: true,
      configFile,
    });
  });

  it.each(['a: [', '- 1'])('refuses %j by its file name', (text) => {
    writeFileSync(join(folder, 'Pulumi.office.yaml'), text);
    expect(() => readStackFile('office', { folder })).toThrow(/Pulumi\.office\.yaml/);
  });
});

describe('the environment of a stack', () => {
  it('gives the lab’s passphrase file and our own state to stacks of the lab only', () => {
    const user = { PULUMI_BACKEND_URL: 's3://theirs', PULUMI_CONFIG_PASSPHRASE_FILE: '/theirs' };
    expect(stackVariables(lab, [], user)).toMatchObject({
      PULUMI_CONFIG_PASSPHRASE_FILE: labPassphraseFile,
      PULUMI_BACKEND_URL: backendUrl(pulumiStateDir),
      PULUMI_STACK: 'dev',
      PULUMI_RUN_PROGRAM: 'true',
    });
  });

  it('passes on the user’s own file and backend for other stacks', () => {
    const file = join(folder, 'passphrase');
    writeFileSync(file, 'x');
    const user = { PULUMI_BACKEND_URL: 's3://theirs', PULUMI_CONFIG_PASSPHRASE_FILE: file };
    expect(stackVariables(own, [], user)).toMatchObject({
      PULUMI_CONFIG_PASSPHRASE_FILE: file,
      PULUMI_BACKEND_URL: 's3://theirs',
    });
    expect(stackVariables(own, [], { PULUMI_CONFIG_PASSPHRASE_FILE: file })['PULUMI_BACKEND_URL']).toBe(
      backendUrl(userStateDir({})),
    );
  });

  it.each([
    [{}, /none is given/],
    [{ PULUMI_CONFIG_PASSPHRASE_FILE: '/no/such/file' }, /\/no\/such\/file, which doesn't exist/],
    [{ PULUMI_CONFIG_PASSPHRASE: 'hunter2' }, /PULUMI_CONFIG_PASSPHRASE is not used/],
  ])('refuses other stacks without such a file: %j', (user, expected) => {
    expect(() => stackVariables(own, [], user)).toThrow(expected);
    expect(() => stackVariables(own, [], user)).not.toThrow(/hunter2/);
    expect(stackVariables({ ...own, usesPassphrase: false }, [], user)).not.toHaveProperty(
      'PULUMI_CONFIG_PASSPHRASE_FILE',
    );
  });

  it('passes no passphrase by value', () => {
    const environment = childEnvironment({ A: '1' }, { PULUMI_CONFIG_PASSPHRASE: 'hunter2', B: '2' });
    expect(environment).toEqual({ A: '1', B: '2' });
  });

  describe('a passphrase by value, in CI', () => {
    const user = { CI: 'true', PULUMI_CONFIG_PASSPHRASE: 'hunter2' };
    const inner = () => childEnvironment(stackVariables(own, [], user), user);

    it('is passed on, and is in no variable that is printed', () => {
      expect(JSON.stringify(stackVariables(own, [], user))).not.toContain('hunter2');
      expect(inner()).toMatchObject(user);
    });

    it('is warned of, without being shown, by the first of nested commands', () => {
      const warned = passphraseWarning(passphraseOf(own, user), user);
      expect(warned).toMatch(/PULUMI_CONFIG_PASSPHRASE is used because CI is set/);
      expect(warned).not.toContain('hunter2');
      expect(passphraseWarning(passphraseOf(own, inner()), inner())).toBeUndefined();
    });

    it('stays accepted in a command that a command of ours starts without CI', () => {
      const { CI: _ci, ...rest } = inner();
      expect(passphraseOf(own, rest)).toBe('by value');
    });

    it('gives way to a file, and to no passphrase at all', () => {
      const file = join(folder, 'passphrase-ci');
      writeFileSync(file, 'x');
      for (const [stack, given] of [
        [own, { ...user, PULUMI_CONFIG_PASSPHRASE_FILE: file }],
        [lab, user],
        [{ ...own, usesPassphrase: false }, user],
      ] as const)
        expect(childEnvironment(stackVariables(stack, [], given), given)).not.toHaveProperty(
          'PULUMI_CONFIG_PASSPHRASE',
        );
    });

    it('is not used where it is empty, as a secret that the pipeline does not have', () => {
      expect(() => passphraseOf(own, { CI: 'true', PULUMI_CONFIG_PASSPHRASE: '' })).toThrow(
        /none is given\.\nPULUMI_CONFIG_PASSPHRASE is empty/,
      );
    });

    it.each(['', '0', 'false'])('is not used where CI is %j', (value) => {
      expect(() => passphraseOf(own, { ...user, CI: value })).toThrow(/is not used, except where CI is set/);
    });

    it('stays in the shell that reads the lines of `env`', () => {
      expect(exportLines({ variables: stackVariables(own, [], user), pathFirst: [] })).not.toContain('unset');
    });
  });

  it('prints lines that a shell reads back', () => {
    const variables = { PATH: '/never/shown', A: "it's", B: '/x' };
    expect(exportLines({ variables, pathFirst: ['/a b', '/c'] }).split('\n')).toEqual([
      'unset PULUMI_CONFIG_PASSPHRASE KAFKA_PROXIED_PASSPHRASE_ACCEPTED',
      `export PATH='/a b':/c:"$PATH"`,
      "export A='it'\\''s'",
      'export B=/x',
      '',
    ]);
  });

  it('shows the stack in the prompt, after the user’s own settings', () => {
    const lines = bashStartFile('dev', '/a b:/c').split('\n');
    expect(lines.slice(1, 4)).toEqual([
      'if [ -f ~/.bashrc ]; then . ~/.bashrc; fi',
      "export PATH='/a b:/c'",
      'PS1=\'(kafka-proxied dev) \'"$PS1"',
    ]);
  });
});

describe('pulumi’s arguments', () => {
  const quiet = '--suppress-outputs';
  it.each([
    ['up', ['--diff'], lab, false, ['up', '--yes', quiet, '--diff']],
    ['up', ['--diff'], lab, true, ['up', quiet, '--diff']],
    ['up', [], own, false, ['up', quiet]],
    ['up', ['--json'], own, false, ['up', '--json']],
    ['up', ['--suppress-outputs=false'], own, false, ['up', '--suppress-outputs=false']],
    ['destroy', [], lab, false, ['destroy', '--yes', quiet]],
    ['destroy', ['--preview-only'], lab, false, ['destroy', quiet, '--preview-only']],
    ['destroy', ['-y'], lab, false, ['destroy', quiet, '-y']],
    ['preview', ['--diff'], lab, false, ['preview', quiet, '--diff']],
    ['cancel', [], lab, false, ['cancel', '--yes']],
  ] as const)('%s %j', (command, rest, stack, someoneCanAnswer, expected) => {
    expect(pulumiArguments(command, rest, stack, someoneCanAnswer)).toEqual(expected);
  });

  it('log in to hosts, but for an offline preview and for cancel', () => {
    expect(reachesHosts('preview', {}, lab)).toBe(true);
    expect(reachesHosts('preview', { offline: true }, lab)).toBe(false);
    expect(reachesHosts('preview', {}, { ...lab, offline: true })).toBe(false);
    expect(reachesHosts('up', {}, { ...lab, offline: true })).toBe(true);
    expect(reachesHosts('cancel', {}, lab)).toBe(false);
  });

  it('refuses a leading word, which pulumi would take for a template', () => {
    expect(() => pulumiArguments('up', ['cluster1'], lab, false)).toThrow(/npm run up -- --stack cluster1/);
    expect(() => pulumiArguments('up', ['--', '--diff'], lab, false)).toThrow(UsageError);
  });
});

describe('a run of a part of the stack', () => {
  it.each([
    ['--target', 'urn'],
    ['--target=urn'],
    ['-t', 'urn'],
    ['--exclude', 'urn'],
    ['--yes', '--target-replace=urn'],
  ])('is one with %s', (...args) => {
    expect(isPartial(args)).toBe(true);
  });

  it('is not one with other options', () => {
    expect(isPartial(['--yes', '--target-dependents-x', '--diff', 'urn-t'])).toBe(false);
  });
});
