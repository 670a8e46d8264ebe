// The stand-in's provider, called as the engine would call it.
import { specialAssetSig, specialSigKey } from '@pulumi/pulumi/runtime/rpc.js';
import { CommandProvider } from '../../plugins/command/src/provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import type { SshServer } from './ssh-server.ts';

export const commandType = 'command:remote:Command';
export const copyType = 'command:remote:CopyToRemote';

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:stack::project::my:component:Type$${type}::${name}`;
}

export interface Logged {
  urn: string;
  message: string;
}

/** For `expect.poll`: how long the next step of a remote command may take on a busy machine. */
export const patience = { timeout: 30_000, interval: 20 };

/** A provider, and what it logged. */
export function newProvider(): { provider: CommandProvider; logged: Logged[] } {
  const logged: Logged[] = [];
  const provider = new CommandProvider({
    status: (urn, message) => void logged.push({ urn, message }),
    drained: async () => {},
  });
  return { provider, logged };
}

/** A connection to the server, with its key pinned and a single attempt. */
export function connectionTo(server: SshServer, more: Props = {}): Props {
  const { host, port, hostKey, clientKey } = server;
  return { host, port, user: 'operator', hostKey, privateKey: clientKey, dialErrorLimit: 0, ...more };
}

/** What every command of the components says. */
export const always: Props = { addPreviousOutputInEnv: false, logging: 'stderr' };

function completed(type: string, inputs: Props): Props {
  return type === copyType ? inputs : { ...always, ...inputs };
}

/** A new Command: checked, then created. @throws Error with the mistakes that the check found */
export async function create(
  provider: CommandProvider,
  inputs: Props,
  type: string = commandType,
): Promise<{ id: string; outs: Props }> {
  const urn = urnOf(type, 'thing');
  const checked = await provider.check(urn, {}, completed(type, inputs));
  if (checked.failures?.length) throw new Error(checked.failures.map(({ reason }) => reason).join('\n'));
  const created = await provider.create(urn, checked.inputs as Props);
  return { id: created.id, outs: created.outs as Props };
}

/** The same, updated from recorded outputs. */
export async function update(
  provider: CommandProvider,
  olds: Props,
  inputs: Props,
  type: string = commandType,
): Promise<Props> {
  const urn = urnOf(type, 'thing');
  const checked = await provider.check(urn, olds, completed(type, inputs));
  return (await provider.update('id', urn, olds, checked.inputs as Props)).outs as Props;
}

export function fileAsset(path: string, hash: string): Props {
  return { [specialSigKey]: specialAssetSig, path, hash };
}
