// Does not prove what is refused before any connection: test/unit/config-nasty.test.ts tries each text at each place. Starts from any lab that is up; brings the dev stack up first, and leaves it up.
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { withoutDebug, cluster, stack, type ClusterConfig } from '../../support/lab-stack.ts';
import { faultCase } from '../../support/fault-case.ts';
import { onHost } from '../../support/lab-places.ts';
import { pulumiHere } from '../../support/lab-secret-config.ts';

const mark = '/tmp/kafka-proxied-was-executed';
const command = `$(touch ${mark}) \`touch ${mark}\` ; touch ${mark} | touch ${mark} & "\${HOME}" $HOME`;
const marks = `'one' "two" \\ \\\\ \\u0041 \\n %n %% # ! = : * ? {a,b} <c> größe 日本語 שלום e\u0301 👩‍🚀 \u00a0`;
/** Free text to Kafka, which uses it when it writes passwords into its dynamic configuration only. */
const plain = { 'password.encoder.keyfactory.algorithm': `-rf ${command} ${marks} ` };
/** Not hidden by Kafka's tools, so that they show how the secret arrived. */
const byName = 'password.encoder.cipher.algorithm';
const secret = ` --help ${marks}\n${command}\r\nset conf 0\nend\n\ttab \\ `;
/** Kafka takes few texts for a topic: these two would mean something to a shell. */
const made = { 'leader.replication.throttled.replicas': '*', 'cleanup.policy': 'compact,  delete' };
const altered = {
  ...made,
  'follower.replication.throttled.replicas': '*',
  'cleanup.policy': 'delete,  compact',
};
/** Kafka shows lists without blanks. */
function shown(config: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, value.replaceAll(' ', '')]));
}

const hosts = ['engine1', 'engine2', 'engine3'];

function withTopic(own: ClusterConfig, config: Record<string, string>): void {
  own.topics['odd.input'] = { partitions: 1, replicationFactor: 3, config };
}

/**
 * What Kafka's own tool says that a broker, or a topic, was given. It shows each value as Kafka uses it, which is without
 * blanks at its ends, and behind that as it was given.
 */
async function described(entity: string, name: string): Promise<string> {
  const utf8 = 'export KAFKA_OPTS="-Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8"';
  const place = `--cluster ${cluster} --entity-type ${entity} --entity-name ${name}`;
  // What comes back as lines would lose their endings.
  const said = await onHost('engine1', `${utf8}; kafka configs ${place} --describe --all | base64 --wrap=0`);
  return Buffer.from(said, 'base64').toString();
}

async function expectGiven(
  entity: 'broker' | 'topic',
  name: string,
  properties: Record<string, string>,
): Promise<void> {
  const said = await described(`${entity}s`, name);
  const source = entity === 'broker' ? 'STATIC_BROKER_CONFIG' : 'DYNAMIC_TOPIC_CONFIG';
  for (const [property, value] of Object.entries(properties)) {
    const label = `{${source}:${property}=`;
    const from = said.indexOf(label);
    const given = from < 0 ? undefined : said.slice(from + label.length);
    expect({ property, value: given?.slice(0, value.length) }).toEqual({ property, value });
    expect(given?.slice(value.length)).toMatch(/^(\}|, [A-Z_]+:)/);
  }
}

faultCase(
  { faults: [32], title: 'text that means something to shells lands literally, or is refused' },
  async (run) => {
    const configWith = async (topic: Record<string, string>): Promise<string> => {
      const file = await run.changed((own) => {
        Object.assign(own.settings, plain, {
          [byName]: { secret: 'odd' },
          'password.encoder.secret': { secret: 'odd' },
        });
        withTopic(own, topic);
      });
      const place = ['--stack', stack, '--config-file', file];
      await pulumiHere(
        run.dev,
        ['config', 'set', '--secret', '--path', 'kafka-proxied:secrets.odd', ...place],
        secret,
      );
      return file;
    };
    await run.up(await configWith(made));
    for (const id of ['1', '2', '3']) await expectGiven('broker', id, { ...plain, [byName]: secret });
    await expectGiven('topic', 'odd.input', shown(made));

    // What Kafka takes for no value is refused in its own words, and the topic keeps what it has.
    const refused = await run.tryUp(await configWith({ ...made, 'compression.type': command }));
    expect(refused.failed).toEqual([`${cluster}-topics-declared`]);
    expect(withoutDebug(refused.output)).toContain(command);
    const last = await configWith(altered);
    expect((await run.up(last)).done).toEqual({ update: [`${cluster}-topics-declared`] });
    await expectGiven('topic', 'odd.input', shown(altered));

    expect(existsSync(mark)).toBe(false);
    for (const host of hosts) expect(await onHost(host, `ls ${mark} 2>/dev/null || echo none`)).toBe('none');
    return last;
  },
);
