// The record of a host's base, which the block in /etc/hosts is part of.

export const baseStamp = 'base--host';

/** Whether our block is whole, and a line of somebody else leads one of its names elsewhere. */
export function isOtherLine(drift: string | undefined): boolean {
  return drift?.startsWith('another line of /etc/hosts') === true;
}
