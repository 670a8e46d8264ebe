// Runs a Pulumi program without an engine and shows what it registered. Pulumi's own mocks see inputs only; parents,
// dependencies, secrets and components' outputs go by at the monitor, so its calls are watched (undocumented: kept here).
import * as pulumi from '@pulumi/pulumi';
import * as state from '@pulumi/pulumi/runtime/state.js';
import { vi } from 'vitest';

export interface Registered {
  urn: string;
  type: string;
  name: string;
  /** False for components. */
  custom: boolean;
  /** Name of the parent; undefined: the stack. */
  parent?: string;
  /** Names of the resources that must be done first, by `dependsOn`. */
  dependsOn: string[];
  /** Inputs in clear. */
  inputs: Record<string, unknown>;
  /** Names of the inputs that go into the state as secrets, whole or in part. */
  secrets: string[];
  /** Whether deleting it touches the state alone. */
  retained: boolean;
  /** Inputs that stay as they are recorded. */
  ignored: string[];
  /** What a component declared by `registerOutputs`; undefined: it never did. */
  outputs?: Record<string, unknown>;
}

export interface Run {
  /** In the order in which they were registered. */
  resources: Registered[];
  /** What `pulumi.log.info` said. */
  notes: string[];
  /** What `pulumi.log.warn` said. */
  warnings: string[];
}

/** Names of all resources that must be done before this one, directly or not. */
export function waitsFor({ resources }: Run, name: string): Set<string> {
  const all = new Set<string>();
  const visit = (one: string): void => {
    for (const next of resources.find((resource) => resource.name === one)?.dependsOn ?? []) {
      if (all.has(next)) continue;
      all.add(next);
      visit(next);
    }
  };
  visit(name);
  return all;
}

/** The resource of that name. */
export function resourceOf({ resources }: Run, name: string): Registered {
  const found = resources.filter((resource) => resource.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources are named ${name}`);
  return found[0];
}

interface Request {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getParent(): string;
  getDependenciesList(): string[];
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}
type Callback = (error: Error | null, response?: { getUrn(): string }) => void;
interface OutputsRequest {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> };
}
interface Monitor {
  registerResource(request: Request, callback: Callback): void;
  registerResourceOutputs(request: OutputsRequest, callback: Callback): void;
}

interface Store {
  settings: { rpcDone: Promise<unknown> };
}

const pem = (label: string, name: string): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(name).toString('base64')}\n-----END ${label}-----\n`;

function certificate(name: string): Record<string, unknown> {
  return { certPem: pem('CERTIFICATE', name), validityEndTime: '2027-01-02T03:04:05Z' };
}

/** What providers make by themselves: every text tells whose it is. */
const generated: Record<string, (name: string) => Record<string, unknown>> = {
  'tls:index/privateKey:PrivateKey': (name) => ({
    privateKeyPem: pulumi.secret(pem('EC PRIVATE KEY', name)),
    privateKeyPemPkcs8: pulumi.secret(pem('PRIVATE KEY', name)),
    privateKeyOpenssh: pulumi.secret(pem('OPENSSH PRIVATE KEY', name)),
    publicKeyOpenssh: `ssh-ed25519 ${Buffer.from(name).toString('base64')}\n`,
  }),
  'tls:index/certRequest:CertRequest': (name) => ({ certRequestPem: pem('CERTIFICATE REQUEST', name) }),
  'tls:index/selfSignedCert:SelfSignedCert': certificate,
  'tls:index/locallySignedCert:LocallySignedCert': certificate,
  'random:index/randomPassword:RandomPassword': (name) => ({ result: pulumi.secret(`password of ${name}`) }),
};

/**
 * Registers everything that the program makes. Throws what the program throws, and where two resources share a URN.
 * @param hasValues false: as a `destroy` runs a program, of resources that its state does not hold: the engine makes none, and
 *   what a provider would have made is undefined
 */
export async function runWithMocks(program: () => void, hasValues = true): Promise<Run> {
  const notes: string[] = [];
  const warnings: string[] = [];
  const log = vi.spyOn(pulumi.log, 'info').mockImplementation(async (text) => void notes.push(text));
  const warn = vi.spyOn(pulumi.log, 'warn').mockImplementation(async (text) => void warnings.push(text));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: {
          ...(inputs as Record<string, unknown>),
          ...(hasValues ? generated[type]?.(name) : {}),
        },
      }),
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    'kafka-proxied',
    'dev',
  );
  const watched = watch(pulumi.runtime.getMonitor() as unknown as Monitor);
  try {
    program();
    await allRegistered();
  } finally {
    log.mockRestore();
    warn.mockRestore();
  }
  const twice = watched.map(({ urn }) => urn).filter((urn, index, urns) => urns.indexOf(urn) < index);
  if (twice.length > 0) throw new Error(`two resources have one URN: ${twice.join(', ')}`);
  return { resources: watched, notes, warnings };
}

function watch(monitor: Monitor): Registered[] {
  const made: Registered[] = [];
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  const nameOf = (urn: string): string => made.find((resource) => resource.urn === urn)?.name ?? urn;
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (!error && response) made.push(registered(request, response.getUrn(), nameOf));
      callback(error, response);
    });
  monitor.registerResourceOutputs = (request, callback) => {
    const component = made.find(({ urn }) => urn === request.getUrn());
    if (component) component.outputs = request.getOutputs().toJavaScript();
    registerOutputs(request, callback);
  };
  return made;
}

function registered(request: Request, urn: string, nameOf: (urn: string) => string): Registered {
  const object = Object.entries(request.getObject().toJavaScript());
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    ...(request.getParent() ? { parent: nameOf(request.getParent()) } : {}),
    dependsOn: request.getDependenciesList().map(nameOf),
    retained: request.getRetainondelete(),
    ignored: request.getIgnorechangesList(),
    inputs: Object.fromEntries(object.map(([key, value]) => [key, inClear(value)])),
    secrets: object.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
  };
}

const signature = pulumi.runtime.specialSigKey;

function isSecret(value: object): value is { value: unknown } {
  return (value as Record<string, unknown>)[signature] === pulumi.runtime.specialSecretSig;
}

function inClear(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return inClear(value.value);
  if (Array.isArray(value)) return value.map(inClear);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, inClear(field)]));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** Registering is asynchronous, and one call may lead to the next: done when none is under way any more. */
async function allRegistered(): Promise<void> {
  // Left out of the SDK's types.
  const { settings } = (state as unknown as { getStore(): Store }).getStore();
  let done: Promise<unknown> | undefined;
  while (done !== settings.rpcDone) {
    done = settings.rpcDone;
    await done;
  }
}
