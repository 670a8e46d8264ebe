// What hosts hold, and the stack's state does not know.
import { X509Certificate } from 'node:crypto';
import { makeAuthority, makeIdentity } from '../../support/certificates.ts';
import { factsOf, responseAt } from '../doctor-fixture.ts';
import { type Breakage, outside2, outsiders } from './break.ts';

const nothing = { resources: 0, authorities: [], adopts: false };

export const state: Breakage[] = [
  {
    id: 'state-lost',
    hosts: ['engine1', 'engine2'],
    what: 'a state that was lost: nobody has keys that the brokers take',
    breaks: (draft) => {
      draft.known = nothing;
      for (const host of ['engine1', 'engine2'])
        factsOf(draft, host).stamps['base--host'] = { stamp: 's', body: 'b' };
      for (const from of outsiders)
        Object.assign(responseAt(draft, from, outside2), { alert: 'certificate required' });
    },
  },
  {
    id: 'ca-not-in-state',
    hosts: ['engine2'],
    what: 'a state of an older date, whose CA is another one',
    breaks: (draft) => {
      const [ours, theirs] = [makeAuthority('cluster1 CA'), makeAuthority('cluster1 CA')];
      draft.known = { resources: 1, authorities: [new X509Certificate(ours.certificate)], adopts: false };
      const pem = makeIdentity(theirs, 'engine2', 'DNS:engine2').certificate;
      const certificate = new X509Certificate(pem).raw.toString('base64');
      factsOf(draft, 'engine2').keys['kafka-cluster1-2'] = { issuer: '1', trusts: ['1'], certificate };
    },
  },
];
