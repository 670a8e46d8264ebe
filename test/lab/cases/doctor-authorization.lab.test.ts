// Does not prove other authorizers than Kafka's own, or clients with SASL. Starts from any lab that is up; brings the dev stack up with an authorizer, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorSays, tellsBreakages } from '../../support/lab-doctor.ts';
import { onHost } from '../../support/lab-places.ts';
import { changedConfig, run, up } from '../../support/lab-stack.ts';

const principal = (name: string): string => `User:CN=${name},OU=lab,O=kafka-proxied,L=Bern,ST=Bern,C=CH`;
const [client, mirror] = [principal('kafkaclientmachine2'), principal('mirror-to-cluster2')];

/** Cluster 1 with Kafka's own authorizer. INTERNAL uses plain text, so brokers are nobody in particular there. */
const withAuthorizer = (...names: string[]): string =>
  changedConfig((own) => {
    own.settings['authorizer.class.name'] = 'kafka.security.authorizer.AclAuthorizer';
    own.settings['super.users'] = ['User:ANONYMOUS', principal('kafkaclientmachine1'), ...names].join(';');
  });
const config = withAuthorizer();

const acls = (words: string): string => `kafka acls --cluster cluster1 --force ${words}`;
const reads = `--operation Describe --operation DescribeConfigs --operation Read --topic records`;

// The mirror becomes ready before there is anything that it may not.
beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await onHost('engine1', acls(`--remove --topic records`)).catch(() => '');
  await onHost('engine1', acls(`--remove --topic __kafka-proxied-doctor`)).catch(() => '');
  await onHost('engine1', acls(`--remove --group '*'`)).catch(() => '');
  await up();
});

tellsBreakages(
  [
    {
      id: 'not-authorized',
      hosts: ['kafkaclientmachine2'],
      what: 'a client that is missing from super.users',
      on: { engine1: acls(`--add --allow-principal '${mirror}' ${reads}`) },
    },
    {
      id: 'not-authorized',
      hosts: ['kafkaclientmachine1'],
      what: 'a mirror that may not read its topics',
      on: { engine1: acls(`--remove --allow-principal '${mirror}' ${reads}`) },
    },
  ],
  config,
);

test('what the mirror carries is not known where it may not describe its topics, and never nothing', async () => {
  await onHost('engine1', acls(`--remove --allow-principal '${mirror}' ${reads}`));
  const { output } = await run('doctor', '--config-file', config);
  expect(output).toContain('mirror to-cluster2: not known:');
  expect(output).not.toContain('nothing waits');
  expect(output).toContain(`${mirror} may not: Describe on Topic:records (TOPIC_AUTHORIZATION_FAILED)`);
  await onHost('engine1', acls(`--add --allow-principal '${mirror}' ${reads}`));
  expect((await doctorSays(config)).findings).toEqual([]);
  expect(output).not.toContain(client);
});
