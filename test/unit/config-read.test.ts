// Does not prove that today's pulumi prints config in this shape: the sample was printed by 3.259.0.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { afterEach, describe, expect, test } from 'vitest';
import { loadTopology } from '../../pulumi/load-config.ts';
import { checkRaw, rawFromJson } from '../../pulumi/read-config.ts';
import { referenceValues, set, type Values } from '../support/config-fixture.ts';

const printed = JSON.stringify({
  'kafka-proxied:lab': { value: 'true', secret: false },
  'kafka-proxied:networks': {
    value: '{"lan":{"cidrs":["10.48.1.0/24"],"gateway":"gateway"}}',
    objectValue: { lan: { cidrs: ['10.48.1.0/24'], gateway: 'gateway' } },
    secret: false,
  },
  'kafka-proxied:secrets': { secret: true },
});

test('what `pulumi config --json` prints is read without its secrets', () => {
  expect(rawFromJson(printed)).toEqual({
    values: {
      'kafka-proxied:lab': 'true',
      'kafka-proxied:networks': { lan: { cidrs: ['10.48.1.0/24'], gateway: 'gateway' } },
    },
    secretKeys: ['kafka-proxied:secrets'],
  });
});

test('the names of secrets are looked for in the file that the config was read from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-read-'));
  try {
    const file = join(folder, 'other.yaml');
    writeFileSync(file, 'config: { "kafka-proxied:secrets": { keys: { secure: v1:x } } }\n');
    const values = referenceValues();
    set(values, ['offline'], true);
    set(values, ['clusters', 'cluster1', 'settings', 'password.encoder.secret'], { secret: 'keys' });
    const pairs = Object.entries(values).map(([key, value]) => [`kafka-proxied:${key}`, value]);
    const raw = { values: Object.fromEntries(pairs) as Values, secretKeys: ['kafka-proxied:secrets'] };
    expect(checkRaw(raw, 'dev', file).ok).toBe(true);
    expect(checkRaw(raw, 'dev').ok).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('inside of a program', () => {
  const before = pulumi.runtime.allConfig();
  afterEach(() => pulumi.runtime.setAllConfig(before));

  async function load(change: (values: Values) => void, secretKeys: string[]): Promise<string> {
    const values = referenceValues();
    set(values, ['offline'], true);
    change(values);
    const texts = Object.entries(values).map(([key, value]) => {
      return [`kafka-proxied:${key}`, typeof value === 'string' ? value : JSON.stringify(value)];
    });
    pulumi.runtime.setAllConfig(Object.fromEntries(texts) as Record<string, string>, secretKeys);
    try {
      const { topology } = await loadTopology();
      return topology.clusters.map(({ id }) => id).join();
    } catch (error) {
      expect(pulumi.RunError.isInstance(error)).toBe(true);
      return (error as Error).message;
    }
  }

  test('structured values come as JSON text, scalars as they are', async () => {
    expect(await load(() => undefined, [])).toBe('cluster1');
  });

  test('all problems are one RunError', async () => {
    const text = await load((values) => {
      set(values, ['hosts', 'engine1', 'address'], '::');
      set(values, ['clusters', 'cluster1', 'brokers', '1', 'port'], 'x');
    }, []);
    expect(text).toContain('2 problems');
    expect(text).toContain('kafka-proxied:hosts.engine1.address');
    expect(text).toContain('kafka-proxied:clusters.cluster1.brokers.1.port');
  });

  test('text that is no JSON is refused as what it is', async () => {
    expect(await load((values) => set(values, ['clusters'], '{oops'), [])).toContain(
      'Must be a map, is "{oops"',
    );
  });

  test('a secret in a structured key is refused unseen, although the engine hands it over in clear', async () => {
    const text = await load(
      (values) => {
        set(values, ['clusters', 'cluster1', 'settings', 'password.encoder.secret'], 'hunter2');
      },
      ['kafka-proxied:clusters'],
    );
    expect(text).toContain('kafka-proxied:clusters\n    Contains a secret');
    expect(text).not.toContain('hunter2');
  });

  test('of the secrets only the names are looked at', async () => {
    const text = await load(
      (values) => {
        set(values, ['secrets'], { keys: 'hunter2' });
        set(values, ['clusters', 'cluster1', 'settings', 'password.encoder.secret'], { secret: 'kays' });
      },
      ['kafka-proxied:secrets'],
    );
    expect(text).toContain('There is no secret kays');
    expect(text).not.toContain('hunter2');
  });
});
