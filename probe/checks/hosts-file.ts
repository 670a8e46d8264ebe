// Whether our lines can be written to /etc/hosts: in the middle of a run it would be too late to find out.
import type { Check } from './check.ts';

export const hostsFile = {
  id: 'hosts-file-protected',
  label: '/etc/hosts can be written',
  docs: {
    about: '/etc/hosts',
    holds:
      'if names of the plan are written to it: it exists, or is a link to a file, and neither `chattr +i` nor a read-only file system protects it. A file that is a mount is written in place',
  },
  find: ({ plan, host, facts }) => {
    const { file } = facts.naming;
    const isWritten = (plan.names[host.id] ?? []).some(({ source }) => source === 'hosts');
    if (!file || !isWritten) return [];
    const { path } = file;
    const what = path === '/etc/hosts' ? path : `${path}, to which /etc/hosts links,`;
    if (!file.isThere)
      return [
        `has no file ${what.replace(/,$/, '')}, but the names of the plan are written there. Create it, at least with the line '127.0.0.1 localhost'`,
      ];
    if (file.flags !== '')
      return [
        `protects ${what} from being replaced (lsattr shows ${[...file.flags].join(' and ')}), but the names of the plan are written there. Remove that with 'sudo chattr -${file.flags} ${path}'. Find out what set it, as that may set it again`,
      ];
    if (!file.writable)
      return [
        `has ${what} on a read-only file system, but the names of the plan are written there. 'findmnt --target ${path}' shows how it is mounted. If the file is made from a configuration, as on NixOS, make /etc/hosts a separate file`,
      ];
    return [];
  },
  whenRemoving: true,
} satisfies Check;
