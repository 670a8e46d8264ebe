// What a host's script must know to stop, start or restart a service that is there: whom to ask whether the others can
// do without it, and what to wait for. Nothing of it is written to the host.
import { zookeeperUnit } from '../config/units.ts';
import { type BrokerFacts, rollDocument } from './broker.ts';
import type { Document } from './document.ts';
import { doorText } from '../config/plan/select.ts';
import { zookeeperOf } from './endpoint.ts';
import { type ZookeeperFacts, zookeeperDocument } from './zookeeper.ts';

/** Seconds that a guard waits for what is about to be well: somebody sits there and waits with it. */
const guardDeadlineSeconds = 20;

export interface OperateFacts {
  /** Whether the script checks first that the others can do without this service. */
  guarded: boolean;
}

function guard(guarded: boolean): Document['settings'] {
  return { guard: guarded ? 'yes' : 'no', guard_deadline: guardDeadlineSeconds };
}

export function operateBrokerDocument(facts: BrokerFacts & OperateFacts): Document {
  return { settings: { ...rollDocument(facts).settings, ...guard(facts.guarded) }, files: {} };
}

export function operateZookeeperDocument(facts: ZookeeperFacts & OperateFacts): Document {
  const { cluster, node, plan } = facts;
  const unit = zookeeperUnit(cluster.id, node.id);
  const others = cluster.zookeeper.filter(({ id }) => id !== node.id);
  return {
    settings: {
      ...zookeeperDocument(facts).settings,
      chroot: cluster.chroot,
      others: others.map(({ id }) => doorText(unit, zookeeperOf(plan, cluster.id, id))).join(' '),
      ...guard(facts.guarded),
    },
    files: {},
  };
}
