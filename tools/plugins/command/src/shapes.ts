// What the resources take and give, by the names that @pulumi/command 1.2.1 registers, and the check of it.
import { isArchive, isAsset, isObject, isSecret, isUnknown, reveal, secret, type Props } from './wire.ts';

type Kind = 'string' | 'number' | 'boolean' | 'array' | 'strings' | 'source' | 'connection' | 'proxy';
interface Field {
  kind: Kind;
  required?: true;
  secret?: true;
  default?: string | number;
}
type Shape = Record<string, Field>;

const connectionBase: Shape = {
  agentSocketPath: { kind: 'string' },
  dialErrorLimit: { kind: 'number', default: 10 },
  host: { kind: 'string', required: true },
  hostKey: { kind: 'string' },
  password: { kind: 'string', secret: true },
  perDialTimeout: { kind: 'number', default: 15 },
  port: { kind: 'number', default: 22 },
  privateKey: { kind: 'string', secret: true },
  privateKeyPassword: { kind: 'string', secret: true },
  user: { kind: 'string', default: 'root' },
};

/** Fields of a connection, and of its jump host, with the official plugin's defaults. */
export const connectionShapes = {
  connection: { ...connectionBase, proxy: { kind: 'proxy' } } as Shape,
  proxy: connectionBase,
};

/** Inputs of `command:remote:Command`; its outputs are these, `stdout` and `stderr`. */
export const commandInputs: Shape = {
  addPreviousOutputInEnv: { kind: 'boolean' },
  connection: { kind: 'connection', required: true, secret: true },
  create: { kind: 'string' },
  delete: { kind: 'string' },
  environment: { kind: 'strings' },
  logging: { kind: 'string' },
  stdin: { kind: 'string' },
  triggers: { kind: 'array' },
  update: { kind: 'string' },
};

/** Outputs of `command:remote:Command` that are no inputs. */
export const commandResults = ['stderr', 'stdout'] as const;

/** Inputs, and outputs, of `command:remote:CopyToRemote`. */
export const copyInputs: Shape = {
  connection: { kind: 'connection', required: true, secret: true },
  remotePath: { kind: 'string', required: true },
  source: { kind: 'source', required: true },
  triggers: { kind: 'array' },
};

/**
 * Fills in defaults and marks what must be secret, as the official plugin does, so that either takes over a state
 * that the other wrote without seeing a change.
 * @returns the inputs to keep, and every mistake as a sentence with its property path
 */
export function checkInputs(shape: Shape, news: Props): { inputs: Props; mistakes: string[] } {
  const mistakes: string[] = [];
  return { inputs: checkShape(shape, news, '', mistakes), mistakes };
}

/** A connection without the wrapping of its secrets and with defaults, also from a state that lacks them. */
export function plainConnection(value: unknown): Props {
  const revealed = reveal(value);
  return reveal(checkShape(connectionShapes.connection, isObject(revealed) ? revealed : {}, '', [])) as Props;
}

function checkShape(shape: Shape, props: Props, at: string, mistakes: string[]): Props {
  const checked: Props = { ...props };
  for (const [name, field] of Object.entries(shape)) {
    const path = at + name;
    const given = props[name] ?? field.default;
    if (given === undefined) {
      if (field.required) mistakes.push(`'${path}' is required`);
      continue;
    }
    const value = checkValue(field.kind, given, path, mistakes);
    checked[name] = field.secret ? secret(value) : value;
  }
  return checked;
}

function checkValue(kind: Kind, value: unknown, path: string, mistakes: string[]): unknown {
  if (isSecret(value)) return secret(checkValue(kind, value.value, path, mistakes));
  if (isUnknown(value)) return value;
  if (!fits(kind, reveal(value))) {
    mistakes.push(`'${path}' must be ${wanted[kind]}`);
    return value;
  }
  return isNested(kind) ? checkShape(connectionShapes[kind], value as Props, `${path}.`, mistakes) : value;
}

function isNested(kind: Kind): kind is 'connection' | 'proxy' {
  return kind === 'connection' || kind === 'proxy';
}

const wanted: Record<Kind, string> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  strings: 'a map of strings',
  source: 'a FileAsset, a StringAsset or a FileArchive (nothing remote, no archive put together from parts)',
  connection: 'an object with the fields of a connection',
  proxy: 'an object with the fields of a connection',
};

function fits(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'array':
      return Array.isArray(value);
    case 'strings':
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
    case 'source':
      return isAsset(value)
        ? value['uri'] === undefined
        : isArchive(value) && typeof value['path'] === 'string';
    case 'connection':
    case 'proxy':
      return isObject(value);
    default:
      return typeof value === kind;
  }
}
