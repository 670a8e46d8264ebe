// Properties by which brokers reach ZooKeeper.
import type { PropertyRule } from './refusal.ts';

const zookeeperTls = 'Use tls.zookeeper of the cluster.';

/** How brokers reach ZooKeeper: `brokerToZookeeper` and `brokerToZookeeperStores` of templates/keys.ts write it. */
export const readByZookeeperClient: PropertyRule = ({ name, value, cluster }) => {
  if (name === 'zookeeper.set.acl' && value !== 'false') {
    return {
      reason:
        'With zookeeper.set.acl each broker keeps what it wrote to itself: they show ZooKeeper names of their own, or none, and would lock each other out.',
      fix: 'Remove it: the hosts let only brokers in to ZooKeeper, unless firewall is off.',
    };
  }
  if (
    /^zookeeper\.(clientCnxnSocket|ssl\.(client\.enable|enabled\.protocols|(keystore|truststore)\..+))$/.test(
      name,
    )
  )
    return {
      reason: `${name} follows from tls.zookeeper of the cluster, and is written by the stack.`,
      fix: zookeeperTls,
    };
  if (!name.startsWith('zookeeper.ssl.') || cluster.tls?.zookeeper !== 'off') return undefined;
  const reason = `${name} is about TLS, and ZooKeeper is spoken to in plain text: nothing would read it.`;
  return { reason, fix: 'Set tls.zookeeper of the cluster to both or only, or remove it.' };
};
