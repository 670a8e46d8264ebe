// What is in use, as a table; nothing is changed.
import { defaultVersion, versions } from '../config/versions.ts';
import { cannotHostLab } from '../lab/can-host-lab.ts';
import { imageStatus } from '../lab/image.ts';
import { labSystemPackages, missingSystemPackages } from '../lab/system-packages.ts';
import { currentKafkaArchive } from './kafka-archive.ts';
import { currentPlugins } from './plugins.ts';
import { currentPulumi, pinnedPulumiVersion } from './pulumi.ts';

/** One line of the table: what, version, where it comes from, details. */
export type Row = readonly [what: string, version: string, source: string, detail: string];

/** The same with names. */
export function rowData([what, version, source, detail]: Row): Record<string, string> {
  return { what, version, source, detail };
}

const notSetUp = 'not set up (npm run setup)';

async function pulumiRows(): Promise<Row[]> {
  const tools = await currentPulumi();
  if (!tools) return [['pulumi', pinnedPulumiVersion, notSetUp, '']];
  return [
    ['pulumi', tools.version, tools.source, tools.pulumi],
    ['language host (nodejs)', '', tools.source, tools.languageHost],
  ];
}

async function pluginRows(): Promise<Row[]> {
  const plugins = await currentPlugins();
  return plugins.map(({ name, version, inUse }) => [
    `plugin ${name}`,
    inUse?.source === 'on PATH' ? '' : version,
    inUse?.source ?? notSetUp,
    inUse?.executable ?? '',
  ]);
}

async function kafkaRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const version of Object.keys(versions)) {
    const archive = await currentKafkaArchive(version);
    if (archive) rows.push(['kafka', version, archive.source, `sha256 ${archive.sha256}`]);
    else if (version === defaultVersion) rows.push(['kafka', version, notSetUp, '']);
  }
  return rows;
}

async function labRows(): Promise<Row[]> {
  const reasons = cannotHostLab();
  if (reasons.length > 0) return reasons.map((reason) => ['lab', '', 'not on this machine', reason]);
  const missing = await missingSystemPackages(labSystemPackages);
  const packages = missing.length > 0 ? `missing: ${missing.join(' ')}` : labSystemPackages.join(' ');
  const image = await imageStatus();
  return [
    ['lab: system packages', '', missing.length > 0 ? notSetUp : 'there', packages],
    ['lab: root image', '', image.ready ? 'there' : notSetUp, image.detail],
  ];
}

/** Every part of set-up, in the order in which it is made. */
export async function statusRows(): Promise<Row[]> {
  return [...(await pulumiRows()), ...(await pluginRows()), ...(await kafkaRows()), ...(await labRows())];
}
