// Lines of a broker's server.properties, as they are compared and shown: escaped as they stand there.
import type { Properties } from '../topology.ts';

/**
 * Properties whose values are shown to nobody: Kafka's of type "password", and whatever is called alike. The probe leaves the
 * same ones out on the host.
 */
const secretName = /password|passphrase|secret|credential|jaas|(key|token)$/i;

/** Name and value of a line; undefined: it is none, such as a comment, or its value is shown to nobody. */
export function propertyIn(line: string): [name: string, value: string] | undefined {
  const [, name, value] = /^([\w.-]+)=(.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined || secretName.test(name) ? undefined : [name, value];
}

/** What may be shown of a file. */
export function propertiesIn(text: string): Properties {
  const lines = text.split('\n').map(propertyIn);
  return Object.fromEntries(lines.filter((line) => line !== undefined));
}
