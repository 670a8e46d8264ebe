// How a unit of ours keeps an nftables table in the kernel, whatever the host's owner flushes, restarts or reloads.
import { hostProgram } from '../config/host-paths.ts';

export interface KeptTable {
  family: 'inet' | 'ip';
  table: string;
  /** What makes the table. */
  file: string;
  /** True where nothing may be let in while the table is away: see templates/scripts/keep-table.sh. Default: false. */
  isGuarded?: boolean;
}

/**
 * Lines of the unit's `[Service]`. A start counts once the table is there. A table that is there stays as it is: it may be one
 * that was just confirmed, or put back. systemd starts the keeper again for ever, and the table outlives it.
 */
export function keeping({ family, table, file, isGuarded = false }: KeptTable): string {
  const keeper = [hostProgram, 'keep', family, table, file, ...(isGuarded ? ['guarded'] : [])];
  return `ExecStartPre=/bin/sh -c '/usr/sbin/nft list table ${family} ${table} >/dev/null 2>&1 || exec /usr/sbin/nft --file ${file}'
ExecStart=${keeper.join(' ')}
ExecReload=/usr/sbin/nft --file ${file}
Restart=always
RestartSec=1
`;
}
