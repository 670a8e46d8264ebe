// Rules that turn out wrong when they are tried on a host of the lab.
import { filterTable } from '../../templates/firewall.ts';
import { firewalldPolicy } from '../../templates/firewalld.ts';
import { runsFirewalld } from './lab-firewall.ts';
import { onHost } from './lab-places.ts';

/**
 * From now on, a script runs on the host right after new rules were put in force for a trial: as part of the same step,
 * before anybody can confirm them.
 * @returns a function that takes this back
 */
export async function afterTrial(host: string, script: string): Promise<() => Promise<void>> {
  return (await runsFirewalld(host)) ? afterFirewalld(host, script) : afterNft(host, script);
}

async function afterNft(host: string, script: string): Promise<() => Promise<void>> {
  await onHost(
    host,
    `cat >/run/nft-too <<'EOF'
#!/bin/bash
if [ "$1" = --file ] && [ "$2" = /run/kafka-proxied/firewall/next.nft ]; then
  /usr/sbin/nft.real "$@" || exit
  nft() { /usr/sbin/nft.real "$@"; }
  ${script}
  exit
fi
exec /usr/sbin/nft.real "$@"
EOF
     chmod 755 /run/nft-too; mv /usr/sbin/nft /usr/sbin/nft.real; cp /run/nft-too /usr/sbin/nft`,
  );
  return async () => {
    await onHost(host, '[ ! -e /usr/sbin/nft.real ] || mv -f /usr/sbin/nft.real /usr/sbin/nft');
  };
}

/** Our script looks at the rules once more when it has set them, to see whether all are there. */
async function afterFirewalld(host: string, script: string): Promise<() => Promise<void>> {
  const set = '/run/firewall-cmd-set';
  await onHost(
    host,
    `rm -f ${set} ${set}.done; cat >/usr/sbin/firewall-cmd <<'EOF'
#!/bin/bash
/usr/bin/firewall-cmd "$@"
code=$?
case "$*" in *--add-rich-rule*) [ -e ${set}.done ] || touch ${set} ;; esac
exit $code
EOF
     cat >/usr/sbin/busctl <<'EOF'
#!/bin/bash
/usr/bin/busctl "$@"
code=$?
case "$*" in *getPolicySettings*)
  if mv ${set} ${set}.done 2>/dev/null; then
    firewall-cmd() { /usr/bin/firewall-cmd "$@"; }
    { ${script}; } >&2
  fi ;;
esac
exit $code
EOF
     chmod 755 /usr/sbin/firewall-cmd /usr/sbin/busctl`,
  );
  return async () => {
    await onHost(host, `rm -f /usr/sbin/firewall-cmd /usr/sbin/busctl ${set} ${set}.done`);
  };
}

type Wrong = 'drop' | 'reject' | 'drop new';

const byNft: Record<Wrong, string> = {
  drop: 'drop',
  reject: 'reject with tcp reset',
  'drop new': "'tcp flags & (syn | ack) == syn' drop",
};
/** firewalld itself lets packets of connections that it knows pass. */
const byFirewalld: Record<Wrong, string> = {
  drop: 'drop',
  reject: 'reject type="tcp-reset"',
  'drop new': 'drop',
};

/** The command for a first rule of ours there that does this to logins: what it says counts before the others. */
export async function firstRule(host: string, wrong: Wrong): Promise<string> {
  if (!(await runsFirewalld(host)))
    return `nft insert rule inet ${filterTable} input tcp dport 22 ${byNft[wrong]}`;
  const rule = `rule priority="-3" family="ipv4" port port="22" protocol="tcp" ${byFirewalld[wrong]}`;
  return `firewall-cmd --policy=${firewalldPolicy} --add-rich-rule='${rule}'`;
}
