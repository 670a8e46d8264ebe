// Kafka's archive is copied by SFTP, which a login that prints breaks, and which not every sshd offers.
import type { Check } from './check.ts';

export const sftp = {
  id: 'sftp-unusable',
  label: 'files can be copied there, where some are to be',
  docs: {
    about: 'files can be copied there',
    holds:
      'where Kafka is still to be copied: SFTP answers as it should. A login that prints something (an `echo` in `~/.bashrc`, `/etc/ssh/sshrc`) breaks it, and is named with its file; nothing else of ours minds that',
  },
  find: ({ facts: { sftpFault } }) => (sftpFault === undefined ? [] : [sftpFault]),
} satisfies Check;
