// Tells the wrapper that started this run which hosts are about to be worked on, so that it can watch them meanwhile.
import { renameSync, writeFileSync } from 'node:fs';
import type { HostId, Topology } from '../config/topology.ts';
import { sshTarget } from '../ssh/target.ts';
import type { ProbeResult } from './probe-result.ts';

/** Variable with the path of the file that the wrapper waits for. */
export const watchListVariable = 'KAFKA_PROXIED_WATCH_LIST';

/** Writes the hosts that answered; does nothing where no wrapper asked for it. */
export function writeWatchList(
  topology: Topology,
  probed: ReadonlyMap<HostId, ProbeResult>,
  environment = process.env,
): void {
  const file = environment[watchListVariable];
  if (!file) return;
  const targets = topology.hosts.filter(({ id }) => probed.get(id)?.ok).map(sshTarget);
  writeFileSync(`${file}.new`, JSON.stringify(targets), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
