// The provider: which resource a request is about, what changed, and the end of everything on cancel.
import { randomBytes } from 'node:crypto';
import type {
  CheckResult,
  CreateResult,
  DiffResult,
  InvokeResult,
  UpdateResult,
} from '@pulumi/pulumi/provider/provider.js';
import type { Log } from '../../shared/engine.ts';
import { ProviderError } from '../../shared/errors.ts';
import { nameOf, notServed, typeOf } from '../../shared/resource-types.ts';
import type { AbortableProvider } from '../../shared/serve.ts';
import { checkInputs, type Fields } from '../../shared/fields.ts';
import { same, type Props } from '../../shared/wire.ts';
import { localCommands, remoteCommands } from './command.ts';
import { createCopy, updateCopy } from './copy.ts';
import type { Operation } from './operation.ts';
import { commandInputs, copyInputs, localInputs } from './fields.ts';

/** The release of the official plugin whose behaviour this is. */
const officialVersion = '1.2.1';

interface Kind {
  inputs: Fields;
  create(inputs: Props, operation: Operation): Promise<Props>;
  update(olds: Props, news: Props, operation: Operation): Promise<Props>;
  delete?(olds: Props, operation: Operation): Promise<void>;
  id(name: string): string;
}

const unique = (): string => randomBytes(4).toString('hex');

const kinds: Record<string, Kind> = {
  'command:local:Command': { inputs: localInputs, ...localCommands, id: (name) => name + unique() },
  'command:remote:Command': { inputs: commandInputs, ...remoteCommands, id: (name) => name + unique() },
  'command:remote:CopyToRemote': {
    inputs: copyInputs,
    create: createCopy,
    update: updateCopy,
    id: unique,
  },
};

/** Serves what kafka-proxied uses of @pulumi/command; everything else is refused by name. */
export class CommandProvider implements AbortableProvider {
  readonly version = officialVersion;
  private readonly log: Log;
  private readonly running = new Set<Record<'cancel' | 'abort', AbortController>>();

  constructor(log: Log) {
    this.log = log;
  }

  async check(urn: string, _olds: Props, news: Props): Promise<CheckResult> {
    const { inputs, mistakes } = checkInputs(kindOf(urn).inputs, news);
    // Without a property name: with one, the engine prints the property's value, keys and all.
    return { inputs, failures: mistakes.map((reason) => ({ property: '', reason })) };
  }

  async diff(_id: string, urn: string, olds: Props, news: Props): Promise<DiffResult> {
    kindOf(urn); // refuses what is not served
    // Without a verdict the engine compares the old inputs with the new ones itself, as the official plugin does, and
    // shows each changed property. What it can't know is that other triggers mean another resource.
    return same(olds['triggers'], news['triggers']) ? {} : { replaces: ['triggers'] };
  }

  async create(urn: string, inputs: Props): Promise<CreateResult> {
    const kind = kindOf(urn);
    const outs = await this.operate(urn, (operation) => kind.create(inputs, operation));
    return { id: kind.id(nameOf(urn)), outs };
  }

  async update(_id: string, urn: string, olds: Props, news: Props): Promise<UpdateResult> {
    return { outs: await this.operate(urn, (operation) => kindOf(urn).update(olds, news, operation)) };
  }

  async delete(_id: string, urn: string, olds: Props): Promise<void> {
    await this.operate(urn, async (operation) => kindOf(urn).delete?.(olds, operation));
  }

  async invoke(token: string): Promise<InvokeResult> {
    throw notServed(token, 'command', officialVersion);
  }

  /** Ctrl-C: attempts to connect end, and what has begun on a host is waited for. A second one ends the plugin. */
  async cancel(): Promise<void> {
    for (const { cancel } of this.running) cancel.abort(new ProviderError('cancelled before it was begun'));
  }

  abort(reason: Error): void {
    for (const { abort } of this.running) abort.abort(reason);
  }

  private async operate<T>(urn: string, work: (operation: Operation) => Promise<T>): Promise<T> {
    const ends = { cancel: new AbortController(), abort: new AbortController() };
    this.running.add(ends);
    try {
      return await work({ urn, log: this.log, cancelled: ends.cancel.signal, broken: ends.abort.signal });
    } finally {
      this.running.delete(ends);
    }
  }
}

function kindOf(urn: string): Kind {
  const kind = kinds[typeOf(urn)];
  if (!kind) throw notServed(typeOf(urn), 'command', officialVersion);
  return kind;
}
