// The one way in which a resource acts on a host: a constant command line, a stamped document on stdin.
import { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import { bodyHash, type Document, renderBody } from '../../templates/document.ts';
import { hostProgram } from '../../templates/names.ts';
import type { HostSession } from './session.ts';
import { stampFor } from './stamps.ts';

export interface HostCommandArgs {
  session: HostSession;
  /** Which host script: `templates/scripts/kind-<kind>.sh`. */
  kind: string;
  /** What the script acts on: a unit, a version, a cluster. */
  unit: string;
  document: Document;
  /** True where the document holds secrets: all of it is then a secret. Default false. */
  secret?: boolean;
  /** A reason to run again that neither the host's record nor the document shows. */
  renew?: string | undefined;
}

/** The command line that takes a resource back. A host that was wiped has nothing to take back. */
export function removeCommand(kind: string, unit: string): string {
  return `! [ -x ${hostProgram} ] || sudo -n ${hostProgram} remove ${kind} ${unit}`;
}

/**
 * Makes the remote command. Create and update are the same idempotent script; it runs again when the document
 * differs from the last one that succeeded, or when the host is no longer as recorded; delete is its `remove`.
 */
export function hostCommand(
  name: string,
  { session, kind, unit, document, secret, renew }: HostCommandArgs,
  options: pulumi.CustomResourceOptions,
): remote.Command {
  const body = renderBody(document);
  const converge = `sudo -n ${hostProgram} converge ${kind} ${unit}`;
  const stamp = stampFor(session.facts?.stamps[`${kind}--${unit}`], bodyHash(body), session.now, renew);
  const stdin = `stamp ${stamp}\n${body}`;
  return placeOnHost(
    session,
    options,
    (placed) =>
      new remote.Command(
        name,
        {
          connection: session.connection,
          create: converge,
          update: converge,
          delete: removeCommand(kind, unit),
          stdin: secret ? pulumi.secret(stdin) : stdin,
          logging: remote.Logging.Stderr,
          addPreviousOutputInEnv: false,
        },
        // Not every plugin hides what a command printed when only its input is a secret.
        secret ? { ...placed, additionalSecretOutputs: ['stdout', 'stderr'] } : placed,
      ),
  );
}

/** Makes a resource after everything that this host has got so far in this run. */
export function placeOnHost<R extends pulumi.Resource>(
  session: HostSession,
  options: pulumi.CustomResourceOptions,
  make: (options: pulumi.CustomResourceOptions) => R,
): R {
  const before = [options.dependsOn ?? []].flat() as pulumi.Resource[];
  const resource = make({ ...options, dependsOn: [...before, ...session.dependencies()] });
  session.append(resource);
  return resource;
}
