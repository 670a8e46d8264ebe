// What the resources take and give, by the names that @pulumi/command 1.2.1 registers.
import {
  aList,
  aNumber,
  anObject,
  aString,
  checkInputs,
  only,
  type Kind,
  type Fields,
} from '../../shared/fields.ts';
import { isAsset, isObject, reveal, type Props } from '../../shared/wire.ts';

const aLocalFile: Kind = {
  wanted: 'a FileAsset; anything else is served by the official plugin only',
  fits: (value) => isAsset(value) && typeof value['path'] === 'string',
};

/** Fields of a connection, with the official plugin's defaults. */
export const connectionFields: Fields = {
  agentSocketPath: { kind: aString },
  dialErrorLimit: { kind: aNumber, default: 10 },
  host: { kind: aString, required: true },
  hostKey: { kind: aString, required: true },
  perDialTimeout: { kind: aNumber, default: 15 },
  port: { kind: aNumber, default: 22 },
  privateKey: { kind: aString, secret: true },
  user: { kind: aString, default: 'root' },
};

const connection = {
  kind: anObject('an object with the fields of a connection', connectionFields),
  required: true,
  secret: true,
} as const;

/** Inputs of `command:local:Command`; its outputs are these, `stdout` and `stderr`. */
export const localInputs: Fields = {
  addPreviousOutputInEnv: { kind: only(false), required: true },
  create: { kind: aString },
  delete: { kind: aString },
  logging: { kind: only('stderr'), required: true },
  stdin: { kind: aString },
  update: { kind: aString },
};

/** Inputs of `command:remote:Command`; its outputs are these, `stdout` and `stderr`. */
export const commandInputs: Fields = { ...localInputs, connection };

/** Inputs, and outputs, of `command:remote:CopyToRemote`. */
export const copyInputs: Fields = {
  connection,
  remotePath: { kind: aString, required: true },
  source: { kind: aLocalFile, required: true },
  triggers: { kind: aList },
};

/** A connection without the wrapping of its secrets and with defaults, also from a state that lacks them. */
export function plainConnection(value: unknown): Props {
  const revealed = reveal(value);
  return reveal(checkInputs(connectionFields, isObject(revealed) ? revealed : {}).inputs) as Props;
}
