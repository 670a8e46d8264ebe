// Counts what the operator's machine sends to hosts by SSH, with counters of the kernel in the workstation's network.
import { execa } from 'execa';
import { netnsPath } from '../../lab/names.ts';
import { workstationName } from '../../lab/enter.ts';

export interface Traffic {
  /** Of SSH. */
  connections: number;
  /** Bytes of all packets that went to port 22, with their headers. */
  bytes: number;
}

const table = `table inet bench
delete table inet bench
table inet bench {
  counter connections {}
  counter sent {}
  chain out {
    type filter hook output priority 0;
    tcp dport 22 counter name sent
    tcp dport 22 tcp flags & (syn | ack) == syn counter name connections
  }
}
`;

async function nft(args: readonly string[], input = ''): Promise<string> {
  const enter = `--net=${netnsPath(workstationName())}`;
  return (await execa('nsenter', [enter, 'nft', ...args], { input })).stdout;
}

/** Starts to count; the lab must be up. */
export async function countTraffic(): Promise<void> {
  await nft(['--file', '-'], table);
}

/** What was sent since the last call. */
export async function takeTraffic(): Promise<Traffic> {
  const { nftables } = JSON.parse(await nft(['--json', 'reset', 'counters', 'table', 'inet', 'bench'])) as {
    nftables: { counter?: { name: string; packets: number; bytes: number } }[];
  };
  const counters = new Map(nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter]] : [])));
  return {
    connections: counters.get('connections')?.packets ?? 0,
    bytes: counters.get('sent')?.bytes ?? 0,
  };
}
