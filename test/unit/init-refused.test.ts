// Proves which answers are refused and why; not that hosts are as somebody answered.
import { describe, expect, it } from 'vitest';
import { complete } from '../../cli/init/complete.ts';
import type { Answers } from '../../cli/init/question.ts';
import { fingerprintOf } from '../../cli/init/questions-login.ts';
import { hostKey } from '../support/config-fixture.ts';
import { completed, finderOf, office, settingOf, without } from './init-fixture.ts';

const key = hostKey();

const wrong: [Partial<Answers>, string, RegExp][] = [
  [{ stack: 'dev' }, '--stack', /^Pulumi\.dev\.yaml exists already, and is never overwritten/],
  [{ stack: 'a/b' }, '--stack', /^"a\/b" can't name a stack/],
  [{ hosts: 'box1=192.168.7.333' }, '--hosts', /box1\.address: "192\.168\.7\.333" is not an IPv4 address/],
  [{ hosts: 'Box_1=192.168.7.11' }, '--hosts', /"Box_1" is not a valid host name/],
  [{ hosts: 'a=192.168.7.11 a=192.168.7.12' }, '--hosts', /^machine "a" is given twice/],
  [{ hosts: 'a=192.168.7.11 b=192.168.7.11' }, '--hosts', /is also the address of a/],
  [{ network: '192.168.7.1/24' }, '--network', /has bits set after its prefix/],
  [{ network: '10.0.0.0/8' }, '--network', /192\.168\.7\.11 is not in network lan/],
  [{ proxied: 'perhaps' }, '--proxied', /^"perhaps" is none of the answers\. Write yes or no/],
  [{ gateway: 'router' }, '--gateway', /^"router" is not complete/],
  [{ gateway: 'router=10.0.0.1' }, '--gateway', /10\.0\.0\.1 is not in network lan/],
  [{ gateway: 'box1=192.168.7.1' }, '--gateway', /^box1 is one of the machines for Kafka/],
  [{ gateway: 'a=192.168.7.1 b=192.168.7.2' }, '--gateway', /^More than one gateway is given/],
  [{ publicName: 'Kafka!' }, '--public-name', /"Kafka!" is not a valid DNS name/],
  [{ publicName: 'box1' }, '--public-name', /box1 is also a name of box1/],
  [{ publicAddress: '127.0.0.1' }, '--public-address', /is a loopback address/],
  [{ publicNameFrom: 'nis' }, '--public-name-from', /Write dns or hosts/],
  [{ cluster: 'Big' }, '--cluster', /"Big" is not a valid cluster name/],
  [{ version: '2.0.0' }, '--version', /can't be set up/],
  [{ zookeeper: '1=box1 2=box2' }, '--zookeeper', /With two ZooKeeper nodes, both must agree/],
  [{ zookeeper: '1=box9' }, '--zookeeper', /There is no host box9/],
  [{ zookeeper: '300=box1' }, '--zookeeper', /ids are 1 to 255/],
  [{ zookeeperPort: '80' }, '--zookeeper-port', /80 is out of range/],
  [{ brokers: 'x=box1' }, '--brokers', /"x" is not a node id/],
  [{ brokers: '1=router' }, '--brokers', /router is the gateway of lan/],
  [{ ports: '1=9091' }, '--ports', /^broker 2, 3 is missing/],
  [{ ports: '1=9091 2=9092 3=9093 4=9094' }, '--ports', /^There is no broker "4"/],
  [{ ports: '1=2181 2=9092 3=9093' }, '--ports', /Port 2181 of box1 is used by ZooKeeper 1/],
  [{ listenerPorts: '1=9091 2=9192 3=9193' }, '--listener-ports', /Port 9091 of box1 is used/],
  [{ publicPorts: '1=19091 2=19091 3=19093' }, '--public-ports', /already forwards to broker 1/],
  [{ publicPorts: '1=22 2=19092 3=19093' }, '--public-ports', /forwards to the gateway's own sshd/],
  [{ zookeeperPublicPorts: '1=19091' }, '--zookeeper-public-ports', /ZooKeeper server 2, 3 is missing/],
  [{ clients: 'box1=192.168.7.11' }, '--clients', /^box1 was named before/],
  [{ clients: 'rented=0.0.0.0' }, '--clients', /means "any address"/],
  [{ unmanaged: 'box1' }, '--unmanaged', /^box1 is neither the gateway nor a client machine/],
  [{ user: 'Admin' }, '--user', /"Admin" is not a valid Linux user name/],
  [{ sshPort: 'ssh' }, '--ssh-port', /"ssh" is not a whole number/],
  [{ loginKey: '/nowhere' }, '--login-key', /^There is no file \/nowhere/],
  [{ loginKey: '~/agent.sock' }, '--login-key', /^~\/agent\.sock is a socket\. Write agent:~\/agent\.sock/],
  [{ knownHosts: '/nowhere' }, '--known-hosts', /There is no file \/nowhere/],
  [{ topics: 'a' }, '--topics', /^"a" is not complete/],
  [{ topics: 'a b=3' }, '--topics', /^"a" is not complete/],
];

describe('a wrong answer is refused, with its reason', () => {
  it.each(wrong)('%j', async (change, flag, reason) => {
    const only = change.knownHosts === undefined ? office : without('hostKeys');
    const { refused } = await completed({ ...only, ...change });
    const first = refused[0] ?? '';
    expect(first.slice(0, flag.length + 2)).toBe(`${flag}: `);
    expect(first.slice(flag.length + 2)).toMatch(reason);
  });
});

describe('host keys', () => {
  const keyed = (hostKeys: string) =>
    complete({ ...without('clients'), hosts: 'box1=192.168.7.11', hostKeys }, settingOf(finderOf()));

  it('are taken by the fingerprint that somebody read on the machine', async () => {
    const { answers } = await keyed(`box1=${fingerprintOf(key)}`);
    expect(answers.hostKeys).toBe(`box1=${key}`);
  });

  it.each([
    ['yes', /^--host-keys: box1: Unseen/],
    [fingerprintOf(hostKey(8)), /^--host-keys: box1: box1 shows another key: SHA256:/],
    ['SHA256:short', /is not a complete fingerprint/],
    ['ssh-rsa AAAA', /only ed25519 pins/],
  ])('are not taken by %s alone', async (answer, reason) => {
    expect((await keyed(`box1=${answer}`)).refused[0]).toMatch(reason);
  });
});
