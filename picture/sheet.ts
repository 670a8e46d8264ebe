// A sheet: what stands where on it, in pixels, and the measures that boxes and lines share.
import type { HopLine } from './hop-lines.ts';
import type { HostBox, PortLine } from './host-box.ts';
import type { Verdict } from '../config/plan/types.ts';
import type { GatewayBox } from './model.ts';

export const lineHeight = 20;
/** Between the edge of a zone and what stands in it. */
export const pad = 16;
/** Where wires turn. */
export const channel = 104;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedPort extends PortLine {
  y: number;
}

export interface PlacedService {
  title: string;
  y: number;
  ports: PlacedPort[];
}

export interface PlacedHost extends Omit<HostBox, 'services'> {
  box: Box;
  services: PlacedService[];
  noteY: number;
  faultY: number;
}

export interface PlacedGateway extends Omit<GatewayBox, 'rows'> {
  box: Box;
  rows: (GatewayBox['rows'][number] & { y: number })[];
  faultY: number;
}

export interface PlacedZone {
  id: string;
  cidrs: string[];
  box: Box;
  hosts: PlacedHost[];
  gateway?: PlacedGateway;
}

export interface Sheet {
  title: string;
  width: number;
  height: number;
  lookedAt: string | undefined;
  zones: PlacedZone[];
  wires: Wire[];
}

/** A line from corner to corner. */
export interface Wire {
  points: [number, number][];
  /** Undefined: a line of a gateway's map. */
  line?: HopLine;
  tls: boolean;
  verdict: Verdict | undefined;
}
