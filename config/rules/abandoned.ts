// Abandoned machines: which may be named so, and what must be left without them.
import type { ConfigProblem } from '../problem.ts';
import { clustersOf, coordinatorsIn, each, entries, entry, type Rule } from './view.ts';

const key = 'abandonHosts';

export const abandonedAreHosts: Rule = ({ abandonHosts = [], hosts }) =>
  abandonHosts.flatMap((host, index): ConfigProblem[] => {
    if (host === undefined || hosts === undefined) return [];
    const path = [key, index];
    if (!Object.hasOwn(hosts, host))
      return [{ path, reason: `There is no host ${host}.`, fix: 'Correct the name, or remove it here.' }];
    if (entry(hosts, host)?.managed !== false) return [];
    const reason = `${host} is never logged in to (managed: false), so there is nothing to abandon.`;
    return [{ path, reason, fix: 'Remove it here.' }];
  });

/** Brokers that are left need a majority of the servers that coordinate them. A cluster of which nothing is left needs none. */
export const majorityIsLeft = each(clustersOf, ({ id, cluster }, { abandonHosts = [] }) => {
  const isLeft = ([, { host }]: [string, { host?: string | undefined }]): boolean =>
    host !== undefined && !abandonHosts.includes(host);
  const { name, servers } = coordinatorsIn(cluster);
  const ensemble = entries(servers);
  const left = ensemble.filter(isLeft).length;
  const brokersLeft = entries(cluster.brokers).filter(isLeft).length;
  const known = ensemble.every(([, { host }]) => host !== undefined);
  if (!known || ensemble.length === left || 2 * left > ensemble.length || left + brokersLeft === 0)
    return undefined;
  return {
    path: [key],
    reason: `This leaves ${left} of the ${ensemble.length} ${name} node(s) of ${id}. That is no majority, and its brokers can't run without one.`,
    fix: `Bring back a host of its ${name}, with its data. Or abandon ${id}: name all of its hosts here; nothing is removed on them.`,
  };
});
