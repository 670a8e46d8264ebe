// The dev stack's config with a secret broker property whose value the test knows.
import { execa } from 'execa';
import { projectRoot } from '../../lib/paths.ts';
import { changedConfig, type ClusterConfig, type DevStack, type MirrorConfig, stack } from './lab-stack.ts';

/** Kafka takes it for a password, and without TLS makes no use of it. */
export const secretProperty = 'password.encoder.secret';

/** Runs pulumi itself, where no host is needed. */
export async function pulumiHere(
  { prepared }: DevStack,
  args: readonly string[],
  input = '',
): Promise<string> {
  const options = { cwd: projectRoot, env: prepared.environment, extendEnv: false, input };
  return (await execa(prepared.pulumi, args, options)).stdout;
}

/** A config file with the secret, set as the documentation says, and with other changes. */
export async function configWithSecret(
  dev: DevStack,
  secret: string,
  change: (own: ClusterConfig, mirror: MirrorConfig) => void = () => undefined,
): Promise<string> {
  const file = changedConfig((own, _, mirror) => {
    own.settings[secretProperty] = { secret: 'tried' };
    change(own, mirror);
  });
  const place = ['--stack', stack, '--config-file', file];
  await pulumiHere(
    dev,
    ['config', 'set', '--secret', '--path', 'kafka-proxied:secrets.tried', ...place],
    secret,
  );
  return file;
}
