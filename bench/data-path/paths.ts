// The ways by which clients reach a broker, each set against a client on the broker's own host.
import type { Transport } from '../../config/listener-security.ts';

/** Both clusters have one broker, so that every record takes the way in question. */
export const clusters = { lan: 'near', internet: 'far' } as const;
export const topic = 'records';

export interface Path {
  id: string;
  about: string;
  /** Where the client runs. */
  host: string;
  cluster: string;
  /** The path of the same cluster that it is set against; undefined for those themselves. */
  against?: string;
}

export const paths: readonly Path[] = [
  { id: 'own host', about: "a client on the broker's host", host: 'engine1', cluster: clusters.lan },
  {
    ...{ id: 'inside', about: 'another host of the LAN', host: 'engine2' },
    ...{ cluster: clusters.lan, against: 'own host' },
  },
  {
    ...{
      id: 'outside',
      about: 'a machine on the internet, through the gateway',
      host: 'kafkaclientmachine2',
    },
    ...{ cluster: clusters.lan, against: 'own host' },
  },
  {
    ...{
      id: 'own host, far',
      about: 'a client on the host of the broker on the internet',
      host: 'kafkaclientmachine1',
    },
    cluster: clusters.internet,
  },
  {
    ...{
      id: 'tunnel',
      about: 'another machine on the internet, through the SSH tunnel',
      host: 'kafkaclientmachine2',
    },
    ...{ cluster: clusters.internet, against: 'own host, far' },
  },
];

export const transports: readonly Transport[] = ['plain', 'tls'];

/** What clients do. */
export const directions = ['produce', 'consume'] as const;
export type Direction = (typeof directions)[number];
