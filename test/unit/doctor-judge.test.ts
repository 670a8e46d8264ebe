// Proves which causes are named for which facts, and that they are the only ones; that facts are as written here where
// something broke, the lab proves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../doctor/judge/check.ts';
import { checks, explanations } from '../../doctor/judge/checks/all.ts';
import { doctorTables } from '../../docs/findings.ts';
import { projectRoot } from '../../lib/paths.ts';
import { localValues, referenceValues, topologyOf } from '../support/config-fixture.ts';
import { cases } from './doctor-breakages/all.ts';
import { causes, diagnose, topology } from './doctor-fixture.ts';

describe('a topology that is well', () => {
  it.each([
    ['dev', topology],
    ['one cluster', topologyOf(referenceValues())],
    ['one machine', topologyOf(localValues())],
  ])('has no finding: %s', (_, of) => {
    const { findings, cells } = diagnose(() => {}, of);
    expect(findings).toEqual([]);
    expect(cells.filter(({ verdict }) => verdict !== 'fine')).toEqual([]);
    expect(cells.length).toBeGreaterThan(2);
  });
});

describe('one cause, and nothing else', () => {
  it.each(cases)('$id: $what', ({ id, hosts, breaks }) => {
    expect(causes(diagnose(breaks))).toEqual([`${id} ${hosts.join(', ')}`]);
  });

  it('is written down for every id', () => {
    const page = readFileSync(join(projectRoot, 'docs', 'troubleshooting.md'), 'utf8');
    const named = [...page.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, id]) => id);
    expect(named.sort()).toEqual([...explanations.keys()].sort());
    const made = /^\| (.*) \|$/gm;
    const rows = (text: string) => [...text.matchAll(made)].map(([line]) => line.replaceAll(/ +/g, ' '));
    expect(rows(page)).toEqual(
      expect.arrayContaining(rows(doctorTables()).filter((row) => row.includes('`'))),
    );
  });

  it('has an id of one check alone, which is a file', async () => {
    const ids = checks.flatMap(({ findings }) => Object.keys(findings));
    expect(ids).toEqual([...new Set(ids)]);
    const folder = join(projectRoot, 'doctor', 'judge', 'checks');
    const files = readdirSync(folder).filter((name) => name !== 'all.ts');
    expect(files.length).toBeGreaterThan(30);
    for (const name of files) {
      const exported = Object.values((await import(join(folder, name))) as Record<string, unknown>);
      expect(
        exported.map((one) => checks.includes(one as Check)),
        name,
      ).toEqual([true]);
    }
  });

  it('is tried for every id', () => {
    expect([...new Set(cases.map(({ id }) => id))].sort()).toEqual([...explanations.keys()].sort());
  });
});
