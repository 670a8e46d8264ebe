// Properties by which brokers reach ZooKeeper.
import type { PropertyRule } from './refusal.ts';

const zookeeperTls = 'Use tls.zookeeper of the cluster.';

/** How brokers reach ZooKeeper: `brokerToZookeeper` and `brokerToZookeeperStores` of templates/keys.ts write it. */
export const readByZookeeperClient: PropertyRule = ({ name, value, cluster }) => {
  if (name === 'zookeeper.set.acl' && value !== 'false') {
    return {
      reason:
        'With zookeeper.set.acl, only the broker that wrote data may change it: brokers show ZooKeeper different names, or none, and would lock each other out.',
      fix: 'Remove it: hosts admit only brokers to ZooKeeper, unless firewall is off.',
    };
  }
  if (
    /^zookeeper\.(clientCnxnSocket|ssl\.(client\.enable|enabled\.protocols|(keystore|truststore)\..+))$/.test(
      name,
    )
  )
    return {
      reason: `${name} is derived from tls.zookeeper of the cluster; the stack writes it.`,
      fix: zookeeperTls,
    };
  if (!name.startsWith('zookeeper.ssl.') || cluster.tls?.zookeeper !== 'off') return undefined;
  const reason = `${name} is for TLS, and brokers connect to ZooKeeper in plain text: it would have no effect.`;
  return { reason, fix: 'Set tls.zookeeper of the cluster to both or only, or remove it.' };
};
