// Ports behind which something else is spoken: TLS and plain text, certificates, other programs.
import { type Draft, factsOf, responseAt, triedAt } from '../doctor-fixture.ts';
import { type Breakage, outsiders, insiders, outside2, inside2, drift } from './break.ts';

export const responses: Breakage[] = [
  {
    id: 'plain-where-tls-is-due',
    hosts: ['engine2'],
    what: 'a listener that lost its TLS',
    breaks: (draft) => {
      for (const vantage of outsiders) {
        const response = responseAt(draft, vantage, outside2);
        response.transport = 'plain';
        delete response.certificate;
      }
    },
  },
  {
    id: 'tls-where-plain-is-due',
    hosts: ['engine2'],
    what: 'a listener that got TLS',
    breaks: (draft) => {
      for (const vantage of insiders) {
        const response = responseAt(draft, vantage, inside2);
        response.transport = 'tls';
        delete response.broker;
        delete response.canary;
      }
    },
  },
  ...(
    [
      ['certificate-expired', { chain: 'CERT_HAS_EXPIRED' }],
      ['certificate-not-yet-valid', { chain: 'CERT_NOT_YET_VALID' }],
      ['certificate-of-other-ca', { chain: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }],
      ['certificate-lacks-name', { coversName: false, names: ['old-public-name'] }],
    ] as const
  ).map(([id, certificate]) => ({
    id,
    hosts: ['engine2'],
    what: 'a certificate that clients refuse',
    breaks: (draft: Draft) => {
      for (const vantage of outsiders)
        Object.assign(responseAt(draft, vantage, outside2).certificate ?? {}, structuredClone(certificate));
    },
  })),
  {
    id: 'certificate-ends-soon',
    hosts: ['engine2'],
    what: 'a certificate that ends in a week',
    breaks: (draft) => {
      factsOf(draft, 'engine2').keys['kafka-cluster1-2'] = { trusts: [], end: '2026-01-09T00:00:00Z' };
    },
  },
  {
    id: 'certificate-expired',
    hosts: ['kafkaclientmachine2'],
    what: 'a client’s certificate that has ended, so that every listener turns it away',
    breaks: (draft) => {
      factsOf(draft, 'kafkaclientmachine2').clientKeys['cluster1'] = {
        ...{ trusts: [], end: '2026-01-01T00:00:00Z' },
      };
    },
  },
  {
    id: 'client-certificate-refused',
    hosts: ['kafkaclientmachine2'],
    what: 'a client without a certificate',
    breaks: (draft) => {
      for (const id of [1, 2, 3]) {
        const response = responseAt(draft, 'kafkaclientmachine2', `cluster1/broker-${id}/EXTERNAL`);
        delete response.broker;
        delete response.canary;
        response.alert = 'alert certificate required';
      }
      const file = '/etc/kafka-proxied/client/cluster1/keystore.pem';
      drift(draft, 'kafkaclientmachine2', 'client-keys--cluster1', `${file} was edited`);
    },
  },
  {
    id: 'connection-closed',
    hosts: ['engine2'],
    what: 'a port that ends every connection',
    breaks: (draft) => {
      for (const vantage of insiders)
        triedAt(draft, vantage, inside2).response = { kind: 'closed', said: '' };
    },
  },
  {
    id: 'not-this-service',
    hosts: ['engine2'],
    what: 'another program at the broker’s port',
    breaks: (draft) => {
      for (const vantage of insiders) {
        const response = responseAt(draft, vantage, inside2);
        delete response.broker;
        delete response.canary;
        response.stranger = 'HTTP/1.1 400 Bad Request';
      }
    },
  },
];
