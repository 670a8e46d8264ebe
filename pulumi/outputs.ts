// The outputs of a stack, by the pulumi command line.
import { askPulumi, isNoStack, type PulumiQuestion } from './ask.ts';

export interface OutputsQuery extends Pick<PulumiQuestion, 'pulumi' | 'stack' | 'env'> {
  /** True: secrets in clear. Default: they are shown as `[secret]`. */
  showSecrets?: boolean;
}

/**
 * What a stack's last update left as its outputs; none where it was never up.
 * @throws Error with pulumi's own words where it can't read the stack
 */
export async function readOutputs({ showSecrets, ...query }: OutputsQuery): Promise<Record<string, unknown>> {
  const args = ['stack', 'output', '--json', ...(showSecrets ? ['--show-secrets'] : [])];
  return JSON.parse(await askPulumi({ ...query, what: 'outputs', args })) as Record<string, unknown>;
}

/** The same; undefined where there is no such stack. */
export async function outputsIfThere(query: OutputsQuery): Promise<Record<string, unknown> | undefined> {
  try {
    return await readOutputs(query);
  } catch (error) {
    if (isNoStack(error)) return undefined;
    throw error;
  }
}
