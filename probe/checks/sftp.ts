// Kafka's archive is copied by SFTP, which a login that prints breaks, and which not every sshd offers.
import type { Check } from './check.ts';

export const sftp = {
  id: 'sftp-unusable',
  label: 'files can be copied there, if needed',
  docs: {
    about: 'files can be copied there',
    holds:
      'if Kafka must still be copied: SFTP works. A login that prints something (an `echo` in `~/.bashrc`, `/etc/ssh/sshrc`) breaks it; the finding names the file. Nothing else needs a silent login',
  },
  find: ({ facts: { sftpFault } }) => (sftpFault === undefined ? [] : [sftpFault]),
} satisfies Check;
