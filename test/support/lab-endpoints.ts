// Which TCP ports answer at a place of the lab, each tried once.
import { netnsPath } from '../../lab/names.ts';
import { type Place, runAt } from './lab-places.ts';

/** Between the lab's networks, where a stranger sits who has a way to every public address. */
export const outsideAll: Place = async (argv) => ['nsenter', `--net=${netnsPath('internet')}`, ...argv];

/** Refused, dropped and unreachable are all no answer. Seconds: a lost first packet is sent again after one. */
const tryAll = `xargs -P 48 -L 1 bash -c '
  if timeout 2.5 bash -c "exec 3<>/dev/tcp/$0/$1" 2>/dev/null; then echo "$0 $1"; fi' || true`;

/** The ports that answer, as `address port`, sorted. */
export async function answering(place: Place, endpoints: readonly string[]): Promise<string[]> {
  const lines = await runAt(place, ['bash', '-c', tryAll], { input: endpoints });
  return lines.sort();
}
