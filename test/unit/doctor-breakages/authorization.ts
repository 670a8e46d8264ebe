// An authorizer that turns clients away, a topic that somebody deleted, and mirrors whose target lost what they carried.
import type { Refusal } from '../../../doctor/facts.ts';
import { allTo, type Draft, partitionsSeen, responseAt } from '../doctor-fixture.ts';
import type { Breakage } from './break.ts';

const said = 'TOPIC_AUTHORIZATION_FAILED';
const offered = 'CN=kafkaclientmachine2,OU=lab,O=kafka-proxied,L=Bern,ST=Bern,C=CH';
const canary = '__kafka-proxied-doctor';

/** A client of cluster 1 that its authorizer does not know: it is told of no topic. */
function turnAway(draft: Draft, vantage: string): void {
  const listener = vantage.startsWith('kafkaclient') ? 'EXTERNAL' : 'INTERNAL';
  for (const id of [1, 2, 3]) {
    const response = responseAt(draft, vantage, `cluster1/broker-${id}/${listener}`);
    if (listener === 'EXTERNAL') response.offered = offered;
    response.canary = { ok: false, step: 'produce', said };
    if (!response.broker) continue;
    delete response.broker.id;
    response.broker.partitions = [];
    response.broker.refused = [
      {
        operation: 'DescribeConfigs',
        resource: 'Cluster:kafka-cluster',
        said: 'CLUSTER_AUTHORIZATION_FAILED',
      },
      ...['records', canary].map((topic): Refusal => ({
        operation: 'Describe',
        resource: `Topic:${topic}`,
        said,
      })),
    ];
  }
}

export const authorization: Breakage[] = [
  {
    id: 'not-authorized',
    hosts: ['kafkaclientmachine2'],
    what: 'a client that is missing from super.users',
    breaks: (draft) => turnAway(draft, 'kafkaclientmachine2'),
  },
  {
    id: 'not-authorized',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror whose certificate its source does not know, and of whose records nothing can be told',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: {},
        unknown: 'not all of its topics are told of in cluster1',
        refused: [
          {
            cluster: 'cluster1',
            offered: 'CN=mirror-to-cluster2,OU=lab,O=kafka-proxied,L=Bern,ST=Bern,C=CH',
            refused: [{ operation: 'Describe', resource: 'Topic:records', said }],
          },
        ],
      };
    },
  },
  {
    id: 'under-replicated',
    hosts: ['engine3'],
    what: 'a copy that does not follow, where the controller is asked by somebody who may not describe topics',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) one.isr = [1, 2];
      // All but one host: the controller tells these nothing.
      for (const { broker } of ['engine1', 'workstation', 'engine2'].map((vantage) =>
        responseAt(draft, vantage, 'cluster1/broker-1/INTERNAL'),
      )) {
        if (!broker) continue;
        broker.partitions = [];
        broker.refused = [{ operation: 'Describe', resource: 'Topic:of-others', said }];
      }
    },
  },
  {
    id: 'topic-missing',
    hosts: ['engine1', 'engine2', 'engine3'],
    what: 'a declared topic that somebody deleted',
    breaks: (draft) => {
      for (const id of [1, 2, 3])
        for (const { response } of allTo(draft, `cluster1/broker-${id}`)) {
          if (response?.kind !== 'answered' || !response.broker) continue;
          response.broker.partitions = [];
          response.broker.missing = ['records'];
        }
    },
  },
  {
    id: 'mirror-skips',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirrored topic that was deleted at the target',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: {},
        skipped: { 'records-0': { first: 0, kept: 999, hasYounger: false } },
      };
    },
  },
  {
    id: 'mirror-topics-gone',
    hosts: ['kafkaclientmachine1'],
    what: 'the topic in which a mirror keeps its offsets was deleted',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = { waiting: {}, gone: ['mm2-offsets.cluster1.internal'] };
    },
  },
];
