// Does not prove certificates of ZooKeeper or between brokers. Starts from any lab that is up; leaves the dev stack up.
import { type Authority, makeAuthority, makeIdentity } from '../../support/certificates.ts';
import { deployedWithSecrets, plain } from '../../support/lab-deployed.ts';
import { type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';
import { host, runAt } from '../../support/lab-places.ts';
import { cluster, devStack } from '../../support/lab-stack.ts';

const names = 'DNS:my-public-domain,DNS:engine2,IP:10.48.1.82';
/** More than within which it is said that one ends. */
const days = 365;
const foreign = makeAuthority('another CA');

/** The CA that the stack made. */
async function ownAuthority(): Promise<Authority> {
  const resources = await deployedWithSecrets(await devStack());
  const output = (name: string, field: string): string =>
    plain(resources.find(({ urn }) => urn.endsWith(`::${cluster}-keys-${name}`))?.outputs?.[field]);
  return { certificate: output('ca', 'certPem'), key: output('ca-key', 'privateKeyPem') };
}

/** Broker 2 shows it, and starts with it. */
async function shows({ key, certificate }: { key: string; certificate: string }): Promise<void> {
  const script = `umask 077; cd /etc/kafka-proxied/kafka-${cluster}-2; pem=/dev/shm/shown.pem; cat >$pem
    sed -n 's/^.*\\.keystore\\.password=//p' secret.properties >$pem.password
    openssl pkcs12 -export -in $pem -inkey $pem -passout file:$pem.password -out $pem.p12
    cat $pem.p12 >tls/current/keystore.p12; rm $pem $pem.*; systemctl restart kafka-${cluster}-2`;
  await runAt(host('engine2'), ['bash', '-c', script], {
    input: [...key.split('\n'), ...certificate.split('\n')],
  });
}

const breakages: LabBreakage[] = [
  {
    id: 'certificate-of-other-ca',
    hosts: ['engine2'],
    what: 'a broker',
    on: () => shows(makeIdentity(foreign, 'foreign', names, days)),
  },
  {
    id: 'certificate-expired',
    hosts: ['engine2'],
    what: 'a broker',
    on: async () => shows(makeIdentity(await ownAuthority(), 'past', names, -1)),
  },
  {
    id: 'certificate-lacks-name',
    hosts: ['engine2'],
    what: 'a broker',
    on: async () => shows(makeIdentity(await ownAuthority(), 'other', 'DNS:engine2,IP:10.48.1.82', days)),
  },
  {
    id: 'client-certificate-refused',
    hosts: ['kafkaclientmachine2'],
    what: 'a client',
    on: async () => {
      const { key, certificate } = makeIdentity(foreign, 'foreign', undefined, days);
      const input = [...key.split('\n'), ...certificate.split('\n')];
      const script = `cat >/etc/kafka-proxied/client/${cluster}/keystore.pem`;
      await runAt(host('kafkaclientmachine2'), ['bash', '-c', script], { input });
    },
  },
];

tellsBreakages(breakages);
