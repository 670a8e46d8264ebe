// A change of a host that may lock its operator out: tried there, and kept only if it is confirmed over a new login.
// The confirmation needs OpenSSH on the operator's machine, so it is a local command that reads the same document.
import { local } from '@pulumi/command';
import type * as pulumi from '@pulumi/pulumi';
import type { Document } from '../../templates/document.ts';
import { type HostCommandArgs, placeOnHost, stampedDocument } from './host-command.ts';

/**
 * Runs in the project's folder. `exec`: the program sees that Pulumi's plugin is gone by its own parent. Node.js needs
 * no tsx any more; it stays because states hold this text, and another one is a change of each host's firewall.
 */
const program = 'exec node --import tsx tools/tentative/main.ts';

/**
 * Makes the local command. Like a host's other commands it runs again when the document differs, or when the host is
 * no longer as recorded.
 * @returns undefined on an abandoned host that never had this resource
 */
export function tentativeCommand(
  name: string,
  {
    session,
    kind,
    unit,
    document,
    removes = true,
  }: Pick<HostCommandArgs, 'session' | 'kind' | 'unit' | 'removes'> & { document: Document },
  options: pulumi.CustomResourceOptions,
): local.Command | undefined {
  const converge = `${program} converge ${kind} ${unit}`;
  return placeOnHost(
    name,
    session,
    options,
    (placed) =>
      new local.Command(
        name,
        {
          create: converge,
          update: converge,
          ...(removes && { delete: `${program} remove ${kind} ${unit}` }),
          stdin: stampedDocument({ session, kind, unit }, document),
          logging: local.Logging.Stderr,
          addPreviousOutputInEnv: false,
        },
        placed,
      ),
  );
}
