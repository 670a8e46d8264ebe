// A provider of values that are made once, kept in the state, and made anew only as another resource: keys,
// certificates, passwords.
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  InvokeResult,
  ReadResult,
  UpdateResult,
} from '@pulumi/pulumi/provider/provider.js';
import { notServed, typeOf } from './resource-types.ts';
import type { AbortableProvider } from './serve.ts';
import { checkInputs, type Fields } from './fields.ts';
import { reveal, same, secret, type Props } from './wire.ts';

/** One resource type. */
export interface ValueKind {
  readonly inputs: Fields;
  /** Inputs that can change without a new value; any other changed input replaces the resource. */
  readonly updatable?: readonly string[];
  /** What is made that is secret. (An input says so in its shape.) */
  readonly secrets?: readonly string[];
  /** The version of the outputs' shape, as the official plugin counts them; it takes the state over by this. */
  readonly schemaVersion?: string;
  /** Inputs, given or recorded, with what the official plugin assumes for those that are missing. */
  complete(inputs: Props): Props;
  /** What is wrong beyond the kinds of single values. Inputs come unwrapped; some may be unknown. */
  mistakes?(inputs: Props): string[];
  /** Makes the value. Inputs come unwrapped and complete. */
  create(inputs: Props): Promise<{ id: string; results: Props }>;
  /** Values that age: the output that says that one is too old, and the rule. A due value is replaced. */
  readonly renewal?: { readonly output: string; due(outputs: Props): boolean };
}

/** Serves some resource types of a package; everything else is refused by name. */
export class ValueProvider implements AbortableProvider {
  readonly version: string;
  private readonly name: string;
  private readonly kinds: Readonly<Record<string, ValueKind>>;
  private readonly running = new Set<(reason: Error) => void>();

  constructor(name: string, version: string, kinds: Readonly<Record<string, ValueKind>>) {
    this.name = name;
    this.version = version;
    this.kinds = kinds;
  }

  async check(urn: string, _olds: Props, news: Props): Promise<CheckResult> {
    const kind = this.kindOf(urn);
    const { inputs, mistakes } = checkInputs(kind.inputs, news);
    if (mistakes.length === 0)
      mistakes.push(...(kind.mistakes?.(kind.complete(reveal(inputs) as Props)) ?? []));
    // Without a property name: with one, the engine prints the property's value, keys and all.
    return { inputs, failures: mistakes.map((reason) => ({ property: '', reason })) };
  }

  async diff(_id: string, urn: string, olds: Props, news: Props): Promise<DiffResult> {
    const kind = this.kindOf(urn);
    const before = kind.complete(olds);
    const after = kind.complete(news);
    const changed = Object.keys(kind.inputs).filter((name) => !same(before[name], after[name]));
    const replaces = changed.filter((name) => !kind.updatable?.includes(name));
    const due = kind.renewal?.due(updated(kind, olds, after)) ?? false;
    if (due && kind.renewal) replaces.push(kind.renewal.output);
    // Without a verdict the engine compares the inputs itself, and shows each that changed.
    if (changed.length > 0 && !due) return { replaces };
    return { changes: due, replaces };
  }

  async create(urn: string, inputs: Props): Promise<CreateResult> {
    const kind = this.kindOf(urn);
    const { id, results } = await this.orAborted(kind.create(kind.complete(reveal(inputs) as Props)));
    const version = kind.schemaVersion && { __meta: JSON.stringify({ schema_version: kind.schemaVersion }) };
    return { id, outs: outputs(kind, { ...version, ...kind.complete(inputs), ...results, id }) };
  }

  /** Only what can change without a new value. */
  async update(_id: string, urn: string, olds: Props, news: Props): Promise<UpdateResult> {
    const kind = this.kindOf(urn);
    return { outs: outputs(kind, updated(kind, olds, kind.complete(news))) };
  }

  async read(id: string, urn: string, props: Props): Promise<ReadResult> {
    return { id, props: outputs(this.kindOf(urn), props) };
  }

  async invoke(token: string): Promise<InvokeResult> {
    throw notServed(token, this.name, this.version);
  }

  abort(reason: Error): void {
    for (const reject of this.running) reject(reason);
  }

  private kindOf(urn: string): ValueKind {
    const kind = this.kinds[typeOf(urn)];
    if (!kind) throw notServed(typeOf(urn), this.name, this.version);
    return kind;
  }

  private async orAborted<T>(work: Promise<T>): Promise<T> {
    let abort: (reason: Error) => void = () => {};
    const aborted = new Promise<never>((_, reject) => (abort = reject));
    this.running.add(abort);
    try {
      return await Promise.race([work, aborted]);
    } finally {
      this.running.delete(abort);
    }
  }
}

function updated(kind: ValueKind, olds: Props, news: Props): Props {
  const changeable = (kind.updatable ?? []).map((name) => [name, news[name]] as const);
  return { ...olds, ...Object.fromEntries(changeable) };
}

/** For the state: nothing undefined, secrets wrapped, and the age as of now. */
function outputs(kind: ValueKind, props: Props): Props {
  const aged = kind.renewal ? { ...props, [kind.renewal.output]: kind.renewal.due(props) } : props;
  return Object.fromEntries(
    Object.entries(aged)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, kind.secrets?.includes(name) ? secret(value) : value]),
  );
}
