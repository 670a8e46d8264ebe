// A relay between the workstation and one host's sshd that holds every byte back for a while: this kernel has no netem.
import { once } from 'node:events';
import { execa } from 'execa';
import { netnsPath } from '../../lab/names.ts';
import { programArgv } from '../../lib/own-program.ts';
import { workstation } from './lab-places.ts';

const table = 'delayed_ssh';
const relayPort = 2222;
/** The relay's own connections come from these ports, and are not sent back to it. */
const ownPorts = { first: 41_000, last: 41_999 };

const inWorkstation = [`--net=${netnsPath('workstation')}`];

function rules(address: string): string {
  const others = `tcp sport != ${ownPorts.first}-${ownPorts.last}`;
  return `table ip ${table} {
  chain output {
    type nat hook output priority -100;
    ip daddr ${address} tcp dport 22 ${others} redirect to :${relayPort}
  }
}
`;
}

/**
 * Delays SSH from the workstation to an address, each way by half of the time.
 * @returns a function that takes it back
 */
export async function delaySsh(address: string, roundTripMs: number): Promise<() => Promise<void>> {
  const numbers = [relayPort, ownPorts.first, ownPorts.last, roundTripMs / 2].map(String);
  const [file = '', ...args] = await workstation(
    programArgv('test/support/delay-relay.ts', address, '22', ...numbers),
  );
  const relay = execa(file, args, { stdin: 'ignore', reject: false, buffer: false });
  await Promise.race([once(relay.stdout, 'data'), relay.then(() => Promise.reject(new Error('no relay')))]);
  await execa('nsenter', [...inWorkstation, 'nft', '--file', '-'], { input: rules(address) });
  return async () => {
    await execa('nsenter', [...inWorkstation, 'nft', 'delete', 'table', 'ip', table]);
    relay.kill('SIGTERM');
    await relay;
  };
}
