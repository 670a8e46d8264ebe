// The lab's addresses exist in the lab's own network alone; elsewhere they may be somebody else's.
import { networkInterfaces } from 'node:os';
import type { Topology } from '../config/topology.ts';

/**
 * Why a stack of the lab must not be worked on from here; undefined where it may.
 * @param own addresses of this machine, or of the network namespace that this process runs in
 */
export function outsideLab(topology: Topology, own: string[] = ownAddresses()): string | undefined {
  if (!topology.lab) return undefined;
  const workstations = topology.hosts.filter((host) => !host.managed);
  if (workstations.some((host) => own.includes(host.address))) return undefined;
  return (
    'this is a stack of the lab, and this process does not run in the network of its workstation: nothing was sent. ' +
    'Use npm run preview, up or destroy, or plain pulumi in the shell that npm run shell opens'
  );
}

/** Addresses of this machine, or of the network namespace that this process runs in. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address),
  );
}
