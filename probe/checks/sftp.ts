// Kafka's archive is copied by SFTP, which a login that prints breaks, and which not every sshd offers.
import type { Check } from './check.ts';

export const sftp = {
  id: 'sftp-unusable',
  label: 'files can be copied there, where some are to be',
  find: ({ facts: { sftpFault } }) => (sftpFault === undefined ? [] : [sftpFault]),
} satisfies Check;
