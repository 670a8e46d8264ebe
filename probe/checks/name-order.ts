// Names that we write into /etc/hosts are of use where that file is asked first, or what is asked before it says the same.
import type { Check, HostView } from './check.ts';

/** Puts /etc/hosts before all else, for people and for doctor. */
export const filesFirst = "sudo sed -i --follow-symlinks 's/^hosts:/hosts: files/' /etc/nsswitch.conf";

export const nameOrder = {
  id: 'hosts-file-passed-over',
  label: 'names are looked up in /etc/hosts first',
  docs: {
    about: 'the order in which names are looked up',
    holds:
      '`files` is in the line `hosts:` of /etc/nsswitch.conf. Modules before it (`myhostname`, `dns`) do not resolve names of the plan to the host itself or to another address. If systemd-resolved is before it, it reads /etc/hosts',
  },
  find: (view) => {
    const { order } = view.facts.naming;
    const names = (view.plan.names[view.host.id] ?? []).filter(({ source }) => source === 'hosts');
    // Without that line, the C library asks /etc/hosts as well.
    if (names.length === 0 || order === undefined || order === '') return [];
    const found = unasked(order) ?? notRead(view, order) ?? answeredBefore(view, order);
    return found === undefined
      ? []
      : [`${found}. The names of the plan are written to /etc/hosts, so put files first: ${filesFirst}`];
  },
} satisfies Check;

const line = "in the line 'hosts:' of /etc/nsswitch.conf";

/** What is asked, in its order, without what is done about its answers. */
function asked(order: string): string[] {
  return order
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
}

function unasked(order: string): string | undefined {
  return asked(order).includes('files') || asked(order).includes('resolve')
    ? undefined
    : `never reads names from /etc/hosts: ${line} is '${order}', without files`;
}

function isBefore(order: string, module: string): boolean {
  const all = asked(order);
  const files = all.indexOf('files');
  return all.includes(module) && (files < 0 || all.indexOf(module) < files);
}

function notRead({ facts }: HostView, order: string): string | undefined {
  return isBefore(order, 'resolve') && !facts.naming.resolvedReadsHosts
    ? `asks systemd-resolved for names before /etc/hosts, which it does not read (ReadEtcHosts=no in /etc/systemd/resolved.conf, or in a file of resolved.conf.d): ${line} is '${order}'`
    : undefined;
}

/** Another address of IPv4, or the host itself: a broker would connect to itself for ever. Other IPv6 is told as a warning. */
function answeredBefore({ plan, host, facts }: HostView, order: string): string | undefined {
  for (const [module, answers] of Object.entries(facts.naming.before)) {
    for (const { name, address, source } of plan.names[host.id] ?? []) {
      const wrong = (answers[name] ?? []).filter(
        (one) => one !== address && (!one.includes(':') || one === '::1'),
      );
      if (source === 'hosts' && wrong.length > 0)
        return `asks ${module} for names before /etc/hosts, which says that ${name} is ${wrong.join(', ')} instead of ${address}: ${line} is '${order}'`;
    }
  }
  return undefined;
}
