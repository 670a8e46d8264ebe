// What the state of the dev stack holds, its secrets shown.
import { pulumiHere } from './lab-secret-config.ts';
import { type DevStack, stack } from './lab-stack.ts';

export interface Deployed {
  urn: string;
  outputs?: Record<string, unknown>;
}

export async function deployedWithSecrets(dev: DevStack): Promise<Deployed[]> {
  const text = await pulumiHere(dev, ['stack', 'export', '--show-secrets', '--stack', stack]);
  return (JSON.parse(text) as { deployment: { resources: Deployed[] } }).deployment.resources;
}

/** A shown secret stands in an object that says what it is, as JSON. */
export function plain(value: unknown): string {
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? String(value) : (JSON.parse(plaintext) as string);
}
