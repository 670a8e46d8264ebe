// Proves the decision alone; that no packet leaves is up to the callers of probe and components.
import { expect, it } from 'vitest';
import type { Topology } from '../../config/topology.ts';
import { outsideLab } from '../../probe/lab-network.ts';

const hosts = [
  { id: 'engine1', address: '10.48.1.81', managed: true },
  { id: 'workstation', address: '10.48.1.85', managed: false },
];
const stack = (lab: boolean): Topology => ({ lab, hosts }) as unknown as Topology;

it('lets a lab stack be worked on from the workstation alone', () => {
  expect(outsideLab(stack(true), ['127.0.0.1', '10.48.1.85'])).toBeUndefined();
  expect(outsideLab(stack(true), ['127.0.0.1', '192.0.2.2'])).toMatch(/npm run shell/);
  expect(outsideLab(stack(true), ['127.0.0.1', '10.48.1.81'])).toMatch(/nothing was sent/);
});

it('lets other stacks be worked on from anywhere', () => {
  expect(outsideLab(stack(false), ['192.0.2.2'])).toBeUndefined();
});
