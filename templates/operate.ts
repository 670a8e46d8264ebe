// What a host's script must know to stop, start or restart a service that is there: whom to ask whether the others can
// do without it, and what to wait for. Nothing of it is written to the host.
import { type Coordinator, coordinatorsOf } from '../config/coordination.ts';
import { rollDocument } from './broker.ts';
import { type Coordinated, coordinationTemplates, coordinatorAddresses } from './coordination.ts';
import type { Document } from './document.ts';
import type { BrokerFacts } from './endpoint.ts';

/** Seconds that a guard waits for what is about to be well: somebody sits there and waits with it. */
const guardDeadlineSeconds = 20;

export interface OperateFacts {
  /** Whether the script checks first that the others can do without this service. */
  guarded: boolean;
}

function guard(guarded: boolean): Document['params'] {
  return { guard: guarded ? 'yes' : 'no', guard_deadline: guardDeadlineSeconds };
}

export function operateBrokerDocument(facts: BrokerFacts & OperateFacts): Document {
  return { params: { ...rollDocument(facts).params, ...guard(facts.guarded) }, files: {} };
}

/** @throws Error where the cluster has no such server */
export function operateCoordinatorDocument(of: Coordinated & OperateFacts & { node: Coordinator }): Document {
  const { cluster, plan, node, guarded } = of;
  const { server, scope } = coordinationTemplates(cluster);
  const others = coordinatorsOf(cluster).flatMap(({ id }) => (id === node.id ? [] : [id]));
  return {
    params: {
      ...server({ cluster, plan }, node.id).params,
      ...scope(cluster),
      others: coordinatorAddresses({ cluster, plan }, others, node.unit).join(' '),
      ...guard(guarded),
    },
    files: {},
  };
}
