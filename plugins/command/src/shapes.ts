// What the resources take and give, by the names that @pulumi/command 1.2.1 registers.
import {
  aFlag,
  aList,
  aNumber,
  anObject,
  aString,
  checkInputs,
  stringsByName,
  type Kind,
  type Shape,
} from '../../shared/shapes.ts';
import { isArchive, isAsset, isObject, reveal, type Props } from '../../shared/wire.ts';

const aSource: Kind = {
  wanted: 'a FileAsset, a StringAsset or a FileArchive (nothing remote, no archive put together from parts)',
  fits: (value) =>
    isAsset(value) ? value['uri'] === undefined : isArchive(value) && typeof value['path'] === 'string',
};

const unserved: Kind = {
  wanted: 'left out: the stand-in for the command plugin does not serve it',
  fits: () => false,
};

const connectionBase: Shape = {
  agentSocketPath: { kind: aString },
  dialErrorLimit: { kind: aNumber, default: 10 },
  host: { kind: aString, required: true },
  hostKey: { kind: aString },
  password: { kind: aString, secret: true },
  perDialTimeout: { kind: aNumber, default: 15 },
  port: { kind: aNumber, default: 22 },
  privateKey: { kind: aString, secret: true },
  privateKeyPassword: { kind: aString, secret: true },
  user: { kind: aString, default: 'root' },
};

const aHop = 'an object with the fields of a connection';

/** Fields of a connection, and of its jump host, with the official plugin's defaults. */
export const connectionShapes = {
  connection: { ...connectionBase, proxy: { kind: anObject(aHop, connectionBase) } } as Shape,
  proxy: connectionBase,
};

const aConnection = anObject(aHop, connectionShapes.connection);

/** Inputs of `command:remote:Command`; its outputs are these, `stdout` and `stderr`. */
export const commandInputs: Shape = {
  addPreviousOutputInEnv: { kind: aFlag },
  connection: { kind: aConnection, required: true, secret: true },
  create: { kind: aString },
  delete: { kind: aString },
  environment: { kind: stringsByName },
  logging: { kind: aString },
  stdin: { kind: aString },
  triggers: { kind: aList },
  update: { kind: aString },
};

/** Inputs of `command:local:Command`; its outputs are these, `stdout` and `stderr`. */
export const localInputs: Shape = {
  addPreviousOutputInEnv: { kind: aFlag },
  archivePaths: { kind: unserved },
  assetPaths: { kind: unserved },
  create: { kind: aString },
  delete: { kind: aString },
  dir: { kind: unserved },
  environment: { kind: unserved },
  interpreter: { kind: unserved },
  logging: { kind: aString },
  stdin: { kind: aString },
  triggers: { kind: aList },
  update: { kind: aString },
};

/** Outputs of both commands that are no inputs. */
export const commandResults = ['stderr', 'stdout'] as const;

/** Inputs, and outputs, of `command:remote:CopyToRemote`. */
export const copyInputs: Shape = {
  connection: { kind: aConnection, required: true, secret: true },
  remotePath: { kind: aString, required: true },
  source: { kind: aSource, required: true },
  triggers: { kind: aList },
};

/** A connection without the wrapping of its secrets and with defaults, also from a state that lacks them. */
export function plainConnection(value: unknown): Props {
  const revealed = reveal(value);
  return reveal(checkInputs(connectionShapes.connection, isObject(revealed) ? revealed : {}).inputs) as Props;
}
