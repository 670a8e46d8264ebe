// Does not prove rules over several fields, nor what leaves refuse of the right shape: the check of the config alone knows these.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it, test, vi } from 'vitest';
import { parse } from 'yaml';
import { fieldRows } from '../../config/reference/fields.ts';
import { schemaFile, stackFileSchema } from '../../config/reference/stack-file.ts';
import { stackSchema } from '../../config/schema/stack.ts';
import { placeAt } from '../../config/schema/walk.ts';
import { projectRoot } from '../../lib/paths.ts';
import { makeAuthority } from '../support/certificates.ts';
import { hostKey, list, localValues, mirroredValues, set, type Values } from '../support/config-fixture.ts';

vi.setConfig({ testTimeout: 300_000 });

// A word that nothing knows would do nothing: so `strict`, but for the words of editors.
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false });
ajv.addVocabulary(['markdownDescription', 'patternErrorMessage']);
const validate = ajv.compile(stackFileSchema());

/** Faults of a stack file, each as its place and what is wrong there. */
function faultsOf(file: unknown): string[] {
  validate(file);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const asFile = (values: Values): Values => ({
  config: Object.fromEntries(Object.entries(values).map(([key, value]) => [`kafka-proxied:${key}`, value])),
});

const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(projectRoot, folder))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

const stackFiles = filesIn('', /^Pulumi\..+\.yaml$/);

describe('the stack files of this project', () => {
  it('are some', () => expect(stackFiles.length).toBeGreaterThan(4));

  it.each([...stackFiles, ...filesIn('docs/pictures', /\.yaml$/)])('%s is what the schema takes', (file) => {
    expect(faultsOf(parse(read(file)))).toEqual([]);
  });

  it.each(stackFiles)('%s names the schema in its first line', (file) => {
    expect(read(file).split('\n')[0]).toBe(`# yaml-language-server: $schema=${schemaFile}`);
  });
});

describe('a stack file', () => {
  const file = (changes: Values): Values => {
    const good = asFile(mirroredValues());
    return { ...good, config: { ...(good['config'] as Values), ...changes } };
  };

  test('with a misspelt key is refused, with its place', () => {
    const values = mirroredValues();
    set(values, ['clusters', 'cluster1', 'brokers', '2', 'prot'], 9092);
    expect(faultsOf(asFile(values))).toEqual([
      '/config/kafka-proxied:clusters/cluster1/brokers/2 must NOT have additional properties {"additionalProperty":"prot"}',
    ]);
  });

  test('may hold keys of other namespaces, and what Pulumi keeps there', () => {
    expect(faultsOf({ ...file({ 'aws:region': 'eu-central-2' }), encryptionsalt: 'v1:x:y' })).toEqual([]);
    expect(faultsOf(file({ 'kafka-proxied:host': {} }))).toHaveLength(1);
    expect(faultsOf(file({ host: {} }))).toHaveLength(1);
  });

  test('holds secrets encrypted, under `secrets` alone', () => {
    const encrypted = { secure: 'v1:x:y' };
    expect(faultsOf(file({ 'kafka-proxied:secrets': { password: encrypted } }))).toEqual([]);
    expect(faultsOf(file({ 'kafka-proxied:secrets': { password: 'plain' } }))).toHaveLength(1);
    expect(faultsOf(file({ 'kafka-proxied:secrets': { 'pass word': encrypted } }))).not.toEqual([]);
    expect(faultsOf(file({ 'kafka-proxied:lab': encrypted }))).not.toEqual([]);
  });
});

/** A config that has every key. Rules over several fields would refuse it; its shape is good. */
function everyKey(): Values {
  const values = { ...mirroredValues(), offline: 'false', firewall: 'on', abandonHosts: ['engine3'] };
  Object.assign(values, { otherClusters: { far: { stack: 'me/far', clients: ['engine1'] } } });
  set(values, ['ssh', 'port'], 22);
  set(values, ['ssh', 'allow'], ['192.0.2.0/24', 'anywhere', '2001:db8::1']);
  Object.assign(list(values, ['hosts', 'gateway']), {
    ...{ managePortMap: false, firewall: 'closed', sourceAddresses: 'kept', probe: true, managed: true },
    ...{ hostKey: hostKey(), hostKeyFile: '/etc/ssh/key.pub' },
    ssh: { user: 'admin', port: '2222', privateKeyFile: '~/key', agentSocket: 'agent', allow: ['192.0.2.1'] },
  });
  Object.assign(list(values, ['clusters', 'cluster1']), {
    ...{
      chroot: '/kafka',
      heap: { broker: '4g', zookeeper: '512m', controller: '512m' },
      destroyData: false,
    },
    controllers: { '101': { host: 'engine1', port: 9291, jmxPort: 9997 } },
    topics: { records: { partitions: 6, replicationFactor: 3, config: { 'retention.ms': 1000 } } },
    tls: {
      ...{ external: true, internal: false, zookeeper: 'only', clientAuth: 'required' },
      subject: { CN: 'Example CA', O: 'Example', OU: 'Kafka', L: 'Bern', ST: 'Bern', C: 'CH' },
      ...{ certificateDays: 365, renewDays: 30, names: ['kafka.example.org'], identities: ['mirror'] },
      authorities: [2, 1],
      givenAuthorities: { '2': { certificate, key: { secret: 'companyKey' } } },
    },
  });
  Object.assign(list(values, ['clusters', 'cluster1', 'zookeeper', '1']), {
    ...{ securePort: 2182, peerPort: 2888, electionPort: 3888, jmxPort: 9998 },
  });
  Object.assign(list(values, ['clusters', 'cluster1', 'brokers', '1']), {
    ...{ jmxPort: 9999, rack: 'r1', settings: { 'num.io.threads': 8, password: { secret: 'NAME' } } },
  });
  Object.assign(list(values, ['mirrors', 'cloud']), {
    ...{ topics: ['records'], groups: ['.*'], tasks: 1, version: '3.9.2', heap: '512m' },
    settings: { 'refresh.topics.interval.seconds': 10 },
  });
  return values;
}

let certificate: string;
beforeAll(() => {
  ({ certificate } = makeAuthority('Company CA'));
});

type Path = (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps = Object.entries(value as Values).map(([key, inner]) => [
    Array.isArray(value) ? Number(key) : key,
    inner,
  ]);
  return [path, ...steps.flatMap(([step, inner]) => pathsIn(inner, [...path, step as string]))];
}

/** A copy with the value at a path replaced, or taken away. */
function changed(values: Values, path: Path, change: { to: unknown } | 'gone'): Values {
  const copy = structuredClone(values);
  const holder = path.slice(0, -1).reduce<Values>((at, step) => at[step] as Values, copy);
  const last = path.at(-1) ?? '';
  if (change !== 'gone') holder[last] = change.to;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}

const otherValues: unknown[] = [
  ...[null, true, false, 'true', 'false', 'on', 'off', '', 'text', 'two words', 'line\nbreak', '-5'],
  ...[0, 1, 42, -1, 1.5, 1e16, [], ['text'], [1, 1], [true], {}, { text: 'text' }, { secret: 'text' }],
  ...[{ secure: 'v1:x' }, { secret: 'text', more: 1 }, [{}], [null]],
];

/** Changes of one place: its key goes, has another value or the same one as text, or one comes that nobody knows. */
function changesAt(values: Values, path: Path): [what: string, changed: Values][] {
  const own = path.reduce<unknown>((at, step) => (at as Values)[step], values);
  const isMap = typeof own === 'object' && own !== null && !Array.isArray(own);
  return [
    ['gone', changed(values, path, 'gone')],
    ...[...otherValues, ...(isMap || Array.isArray(own) ? [] : [String(own)])].map((to): [string, Values] => [
      `to ${JSON.stringify(to)}`,
      changed(values, path, { to }),
    ]),
    ...(isMap ? ['nosuchkey', 'No such key'] : []).map((key): [string, Values] => [
      `with ${key}`,
      changed(values, [...path, key], { to: 'text' }),
    ]),
  ];
}

describe('the schema and the check of the config agree', () => {
  test('on a config that has every key', () => {
    const places = new Set(pathsIn(everyKey()).map((path) => placeAt(stackSchema, path)));
    const keys = fieldRows(stackSchema).map(({ path }) => path.replaceAll(/<[^>]+>/g, '*'));
    expect(keys.filter((key) => key !== '' && !places.has(key))).toEqual([]);
    expect(stackSchema.safeParse(everyKey()).error).toBeUndefined();
    expect(faultsOf(asFile(everyKey()))).toEqual([]);
  });

  test.each([
    ['one that has every key', everyKey],
    ['a small one', localValues],
  ])('on every change of %s', (_, valuesOf) => {
    const values = valuesOf();
    const byPlace = new Map(pathsIn(values).map((path) => [placeAt(stackSchema, path), path]));
    byPlace.delete('');
    const all = [...byPlace.values()].flatMap((path) =>
      changesAt(values, path).map(([what, file]) => ({ what, path, file })),
    );
    expect(all.length).toBeGreaterThan(300);
    const differ = all.flatMap(({ what, path, file }) => {
      const [check, schema] = [stackSchema.safeParse(file).success, validate(asFile(file))];
      return check === schema
        ? []
        : [`${path.join('.')} ${what}: the check says ${check}, the schema ${schema}`];
    });
    expect(differ).toEqual([]);
  });
});
