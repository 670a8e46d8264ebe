// What may break on the dev stack, as doctor then finds it.
import { authorization } from './authorization.ts';
import type { Breakage } from './break.ts';
import { clusters } from './clusters.ts';
import { firewalls } from './firewalls.ts';
import { hosts } from './hosts.ts';
import { services } from './services.ts';
import { responses } from './responses.ts';
import { state } from './state.ts';
import { ways } from './ways.ts';

export const cases: Breakage[] = [
  ...hosts,
  ...services,
  ...firewalls,
  ...ways,
  ...responses,
  ...clusters,
  ...authorization,
  ...state,
];
