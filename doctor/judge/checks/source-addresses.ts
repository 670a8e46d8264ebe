// With which source addresses outside clients arrive behind a gateway.
import { mappedPortOf } from '../../../config/plan/hops.ts';
import { masquerade } from '../../../probe/checks/masquerade.ts';
import { routeText } from '../../keys.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { ofPreflight } from '../of-preflight.ts';

export const sourceAddresses = ofPreflight(masquerade, {
  topic: 'Routes',
  reads: ['hosts', 'connections'],
  at: { 'source addresses': findArrivals },
});

function findArrivals(d: Diagnosis<'source-address-masqueraded'>): void {
  const wrong = d.tried().flatMap(({ route, tried: { arrivedFrom } }) => {
    const mapped = mappedPortOf(route);
    if (!mapped || arrivedFrom === undefined || arrivedFrom === route.arrivesFrom) return [];
    const cause = d.causeOf(subjects.route(route));
    return d.follow(cause, `${routeText(route)}: arrives as ${arrivedFrom}`)
      ? []
      : [{ route, gateway: mapped.gateway, arrivedFrom }];
  });
  for (const all of groupBy(wrong, ({ gateway }) => gateway)) {
    const [{ route, gateway, arrivedFrom }] = all;
    const masquerades = arrivedFrom === d.host(gateway).address;
    d.find(
      {
        id: 'source-address-masqueraded',
        hosts: [gateway],
        route: all.map((one) => routeText(one.route)).join('; '),
        expected: `${route.vantage} arrives as ${route.arrivesFrom}`,
        found: masquerades
          ? `it arrives as ${arrivedFrom}, the gateway's own address`
          : `it arrives as ${arrivedFrom}`,
        fix: masquerades
          ? d.npm(
              'shell',
              `-c "pulumi config set --path 'kafka-proxied:hosts.${gateway}.sourceAddresses' masqueraded"`,
            )
          : `ip route get ${arrivedFrom}`,
      },
      [],
    );
  }
}
