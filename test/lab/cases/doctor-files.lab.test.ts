// Does not prove files that only Pulumi's state knows. Starts from any lab that is up; leaves the dev stack up.
import { editedBroker, type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';

const breakages: LabBreakage[] = [
  {
    id: 'file-edited',
    hosts: ['engine2'],
    what: 'the kafka command',
    on: { engine2: 'echo "# mine" >>/usr/local/bin/kafka' },
  },
  {
    id: 'file-edited',
    hosts: ['engine2'],
    what: 'a property that is read at the next start',
    on: {
      engine2:
        'echo "log.cleaner.backoff.ms=15022" >>/etc/kafka-proxied/kafka-cluster1-2/current/server.properties',
    },
  },
  {
    id: 'runs-with-other-configuration',
    hosts: ['engine2'],
    what: 'a property that somebody added, and a restart',
    on: { engine2: editedBroker(2, '$ a log.cleaner.backoff.ms=15023') },
  },
  {
    id: 'plain-where-tls-is-due',
    hosts: ['engine2'],
    what: 'the EXTERNAL listener',
    on: { engine2: editedBroker(2, 's/EXTERNAL:SSL/EXTERNAL:PLAINTEXT/') },
  },
];

tellsBreakages(breakages);
