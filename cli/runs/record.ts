// Remembers what a run of ours started, so that a later one can end what outlived it. Everything that a run starts
// carries the run's mark in its environment, so nothing that somebody else started can be taken for it.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDir } from '../../lib/paths.ts';
import { endAll, machine, type Process, type ProcessTable } from './processes.ts';

/** Variable that marks the processes of a run. */
export const markVariable = 'KAFKA_PROXIED_RUN';

/** Folder of the records: one file for each run that goes on, or was cut off. */
export const runsDir = join(localDir, 'runs');

export interface RunRecord {
  /** The mark: found in the environment of every process of the run. */
  mark: string;
  stack: string;
  command: string;
  /** The wrapper, and pulumi as soon as it runs. The run goes on while one of them lives. */
  keepers: Process[];
}

function fileOf(mark: string, folder: string): string {
  return join(folder, `${mark}.json`);
}

/** The file in which the program of a run says which hosts it works on. */
export function watchListOf({ mark }: RunRecord, folder = runsDir): string {
  return join(folder, `${mark}.hosts`);
}

/** The file in which the program's preview leaves what it saw on the hosts, for the update after it. */
export function keptLookOf({ mark }: RunRecord, folder = runsDir): string {
  return join(folder, `${mark}.look`);
}

/** Writes down that a run begins. @returns its record, whose mark belongs into the environment of what it starts */
export function openRun(stack: string, command: string, folder = runsDir): RunRecord {
  const self = machine.find(process.pid);
  const record = { mark: randomUUID(), stack, command, keepers: self ? [self] : [] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(record.mark, folder), JSON.stringify(record));
  return record;
}

/** Adds the process that the run is about. */
export function addKeeper(record: RunRecord, pid: number, folder = runsDir): void {
  const found = machine.find(pid);
  if (found) record.keepers.push(found);
  writeFileSync(fileOf(record.mark, folder), JSON.stringify(record));
}

/** Every process of a run that lives, but for this one. */
export function processesOf(record: RunRecord, table: ProcessTable = machine): Process[] {
  return table.marked(markVariable, record.mark).filter(({ pid }) => pid !== process.pid);
}

/** A bound for what can't be ended, as a process that waits for a dead disk. */
const mostLooks = 4;

/** Ends what is left of a run, and forgets it. @returns how many processes there were to end */
export async function closeRun(record: RunRecord, folder = runsDir, table = machine): Promise<number> {
  const ended = new Set<string>();
  // A process between two programs (execve) has no environment to read for a moment, and one that is asked to end may
  // yet start another: it is over when a look finds nobody.
  for (let looks = 0; looks < mostLooks; looks++) {
    const found = await endAll(processesOf(record, table), table);
    if (found.length === 0) break;
    for (const { pid, start } of found) ended.add(`${pid} ${start}`);
  }
  const written = [watchListOf(record, folder), keptLookOf(record, folder)];
  // One that is killed between writing and renaming leaves the new file.
  for (const file of [...written, ...written.map((each) => `${each}.new`), fileOf(record.mark, folder)])
    rmSync(file, { force: true });
  return ended.size;
}

/** Records of a stack's runs of which neither the wrapper nor pulumi lives any more. */
export function abandonedRuns(stack: string, folder = runsDir, table: ProcessTable = machine): RunRecord[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  const lives = ({ pid, start }: Process) => table.find(pid)?.start === start;
  return names.flatMap((name) => {
    try {
      const record = JSON.parse(readFileSync(join(folder, name), 'utf8')) as RunRecord;
      return record.stack === stack && !record.keepers.some(lives) ? [record] : [];
    } catch {
      return [];
    }
  });
}
