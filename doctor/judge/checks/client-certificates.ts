// Listeners that turn away the certificate of one of the stack's clients.
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const clientCertificates = check({
  topic: 'TLS',
  reads: ['sessions'],
  findings: {
    'client-certificate-refused': {
      is: 'the listener refuses this client’s certificate',
      why: 'The listener requires a certificate of a CA that it trusts. Without one, it does not answer.',
      toDo: '`npm run up` restores its certificate; other clients need one of the cluster’s CA',
    },
  },
  onSession(d, { route, response }) {
    const { vantage, service } = route;
    // A probe has no certificate to show: that it is asked for one is right.
    if (response.kind !== 'answered' || response.alert === undefined || d.host(vantage).probe)
      return undefined;
    return {
      finding: {
        id: 'client-certificate-refused',
        hosts: [vantage],
        expected: `${d.unitOf(service)} takes the certificate of ${vantage}`,
        found: response.alert,
        fix: d.npm('up'),
      },
      explains: [subjects.drift(vantage, `client-keys--${service.cluster}`)],
      because: [subjects.keys(service.cluster)],
    };
  },
});
