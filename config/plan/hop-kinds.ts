// The kinds of ways between a client and a service, and what the plan says of each: another kind is one more entry here.
interface FieldTypes {
  /** Of a host, or of a tunnel. */
  name: string;
  port: number;
}

/** What a hop of each kind says beside its kind. */
export const hopFields = {
  /** Nothing stands between that the plan knows. */
  direct: {},
  /** A gateway's map leads a port of its own to the service. */
  portMap: { gateway: 'name', port: 'port' },
  /** The client's host keeps up an SSH tunnel to the service's. */
  tunnel: { tunnel: 'name' },
} as const satisfies Record<string, Readonly<Record<string, keyof FieldTypes>>>;

type Fields = typeof hopFields;
export type HopKind = keyof Fields;
export type HopOf<K extends HopKind> = { kind: K } & {
  -readonly [F in keyof Fields[K]]: FieldTypes[Fields[K][F] & keyof FieldTypes];
};
/** A way that packets take from the vantage to the service's host. */
export type Hop = { [K in HopKind]: HopOf<K> }[HopKind];
