// Whether our lines can be written to /etc/hosts: in the middle of a run it would be too late to find out.
import type { Check } from './check.ts';

export const hostsFile = {
  id: 'hosts-file-protected',
  label: '/etc/hosts can be written',
  docs: {
    about: '/etc/hosts',
    holds:
      'where names of the plan are written to it: it is there, or a link leads to a file, neither `chattr +i` nor a read-only file system protects it; a file that is mounted over is written in place',
  },
  find: ({ plan, host, facts }) => {
    const { file } = facts.naming;
    const isWritten = (plan.names[host.id] ?? []).some(({ source }) => source === 'hosts');
    if (!file || !isWritten) return [];
    const { path } = file;
    const what = path === '/etc/hosts' ? path : `${path}, to which /etc/hosts leads,`;
    if (!file.isThere)
      return [
        `has no file ${what.replace(/,$/, '')}, and the names of the plan are written there. Make it, at least with the line '127.0.0.1 localhost'`,
      ];
    if (file.flags !== '')
      return [
        `protects ${what} from being replaced (lsattr shows ${[...file.flags].join(' and ')}), and the names of the plan are written there. Lift that with 'sudo chattr -${file.flags} ${path}'; who set it may set it again, so look for that as well`,
      ];
    if (!file.writable)
      return [
        `has ${what} on a file system that is read-only, and the names of the plan are written there. See 'findmnt --target ${path}' for how it is mounted; where the file is made from a configuration, as on NixOS, have /etc/hosts be a file of its own`,
      ];
    return [];
  },
  whenRemoving: true,
} satisfies Check;
