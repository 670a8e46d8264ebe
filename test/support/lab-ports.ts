// A watch over ports that must never answer.
import { execa } from 'execa';
import type { Place } from './lab-places.ts';

export interface PortWatch {
  /** Ends the watch: how many rounds were tried, and what answered, as `address port`. */
  stop(): Promise<{ rounds: number; answered: string[] }>;
}

/** Milliseconds that a watch goes on at least. */
const leastMs = 5_000;

// Refused, dropped and unreachable are all no answer.
const rounds = `trap 'exit 0' TERM; while :; do
  while read -r address port; do
    if timeout 1 bash -c 'exec 3<>"/dev/tcp/$1/$2"' _ "$address" "$port" 2>/dev/null; then echo "answered $address $port"; fi
  done <<<"$1"
  echo round; sleep 0.5
done`;

/** Tries to connect from a place to each address and port, again and again. */
export async function watchPorts(
  place: Place,
  addresses: readonly string[],
  ports: readonly number[],
): Promise<PortWatch> {
  const endpoints = addresses.flatMap((address) => ports.map((port) => `${address} ${port}`));
  const [program = '', ...args] = await place(['bash', '-c', rounds, '_', endpoints.join('\n')]);
  const child = execa(program, args, { stdin: 'ignore', reject: false, buffer: false });
  const began = Date.now();
  const answered = new Set<string>();
  let tried = 0;
  const reading = (async () => {
    for await (const line of child) {
      if (line === 'round') tried += 1;
      else answered.add(line.replace(/^answered /, ''));
    }
  })();
  return {
    stop: async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + leastMs - Date.now())));
      child.kill('SIGTERM');
      await reading;
      return { rounds: tried, answered: [...answered].sort() };
    },
  };
}
