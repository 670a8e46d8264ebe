// The one way in which a resource acts on a host: a constant command line, a stamped document on stdin.
import { remote } from '@pulumi/command';
import * as pulumi from '@pulumi/pulumi';
import { bodyHash, type Document, renderBody } from '../../templates/document.ts';
import { hostProgram } from '../../config/host-paths.ts';
import type { HostSession } from './session.ts';
import { stampFor } from './stamps.ts';

export interface HostCommandArgs {
  session: HostSession;
  /** Which host script: `templates/scripts/kind-<kind>.sh`. */
  kind: string;
  /** What the script acts on: a unit, a version, a cluster. */
  unit: string;
  document: Document | pulumi.Output<Document>;
  /** True where the document holds secrets: all of it is then a secret. Default false. */
  secret?: boolean;
  /** A reason to run again that neither the host's record nor the document shows. */
  renew?: string | undefined | pulumi.Output<string | undefined>;
  /** False where another resource takes back what this one made, and its record. Default true. */
  removes?: boolean;
}

/** The text of a document with its stamp: the host's own while the host is as recorded, a fresh one otherwise. */
export function stampedDocument(
  { session, kind, unit }: Pick<HostCommandArgs, 'session' | 'kind' | 'unit'>,
  document: Document,
  renew?: string,
): string {
  const body = renderBody(document);
  const stamp = stampFor(session.facts?.stamps[`${kind}--${unit}`], bodyHash(body), session.now, renew);
  return `stamp ${stamp}\n${body}`;
}

/** The command line that takes a resource back. A host that was wiped has nothing to take back. */
export function removeCommand(kind: string, unit: string): string {
  return `! [ -x ${hostProgram} ] || sudo -n ${hostProgram} remove ${kind} ${unit}`;
}

/**
 * Keeps a resource as it is recorded: no input of this run counts, and removing it touches the state alone. So nothing is
 * ever run on an abandoned host.
 */
const asRecorded: pulumi.CustomResourceOptions = { retainOnDelete: true, ignoreChanges: ['*'] };

/**
 * Makes the remote command. Create and update are the same idempotent script; it runs again when the document
 * differs from the last one that succeeded, or when the host is no longer as recorded; delete is its `remove`.
 * @returns undefined on an abandoned host that never had this resource
 */
export function hostCommand(
  name: string,
  { session, kind, unit, document, secret, renew, removes = true }: HostCommandArgs,
  options: pulumi.CustomResourceOptions,
): remote.Command | undefined {
  const converge = `sudo -n ${hostProgram} converge ${kind} ${unit}`;
  const stamped = (plain: Document, reason: string | undefined): string =>
    stampedDocument({ session, kind, unit }, plain, reason);
  const isPlain = !pulumi.Output.isInstance(document) && !pulumi.Output.isInstance(renew);
  // What is plain fails here and now, not as a rejection that nobody sees.
  const stdin = isPlain
    ? stamped(document, renew)
    : pulumi.all([document, renew]).apply(([plain, reason]) => stamped(plain, reason));
  return placeOnHost(
    name,
    session,
    options,
    (placed) =>
      new remote.Command(
        name,
        {
          connection: session.connection,
          create: converge,
          update: converge,
          ...(removes && { delete: removeCommand(kind, unit) }),
          stdin: secret ? pulumi.secret(stdin) : stdin,
          logging: remote.Logging.Stderr,
          addPreviousOutputInEnv: false,
        },
        // Not every plugin hides what a command printed when only its input is a secret.
        secret ? { ...placed, additionalSecretOutputs: ['stdout', 'stderr'] } : placed,
      ),
  );
}

/**
 * Makes a resource after everything that this host has got so far in this run.
 * @param earlier what it waits for instead: it then runs beside what the host has got since
 * @returns undefined on an abandoned host that never had this resource
 */
export function placeOnHost<R extends pulumi.Resource>(
  name: string,
  session: HostSession,
  options: pulumi.CustomResourceOptions,
  make: (options: pulumi.CustomResourceOptions) => R,
  earlier?: pulumi.Resource[],
): R | undefined {
  if (!session.makes(name)) return undefined;
  const before = [options.dependsOn ?? []].flat() as pulumi.Resource[];
  const placed = { ...options, dependsOn: [...before, ...(earlier ?? session.dependencies())] };
  const resource = make(session.host.abandoned ? { ...placed, ...asRecorded } : placed);
  if (earlier) session.appendBeside(resource);
  else session.append(resource);
  return resource;
}

/**
 * Puts what must stay secret onto a host, in a step of its own.
 * @param document undefined: there is nothing secret, and no step
 */
export function secretsStep(
  name: string,
  { session, unit }: Pick<HostCommandArgs, 'session' | 'unit'>,
  document: HostCommandArgs['document'] | undefined,
  options: pulumi.ComponentResourceOptions,
): pulumi.Resource | undefined {
  return document && hostCommand(name, { session, kind: 'secrets', unit, document, secret: true }, options);
}

/** The resources that were made. */
export function present(resources: readonly (pulumi.Resource | undefined)[]): pulumi.Resource[] {
  return resources.filter((resource) => resource !== undefined);
}
