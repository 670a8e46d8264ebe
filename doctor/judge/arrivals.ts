// With which source addresses outside clients arrive behind a gateway.
import { mappedPortOf } from '../../config/plan/hops.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, subjects } from './case.ts';

export function judgeArrivals(given: Case): void {
  const wrong = given.tried().flatMap(({ route, tried: { arrivedFrom } }) => {
    const mapped = mappedPortOf(route);
    if (!mapped || arrivedFrom === undefined || arrivedFrom === route.arrivesFrom) return [];
    const cause = given.causeOf(subjects.route(route));
    if (cause) {
      given.follow(cause, `${routeText(route)}: arrives as ${arrivedFrom}`);
      return [];
    }
    return [{ route, gateway: mapped.gateway, arrivedFrom }];
  });
  for (const all of groupBy(wrong, ({ gateway }) => gateway)) {
    const [first] = all;
    if (!first) continue;
    const { route, gateway, arrivedFrom } = first;
    const masquerades = arrivedFrom === given.host(gateway).address;
    given.find(
      {
        id: 'source-address-masqueraded',
        hosts: [gateway],
        route: all.map((one) => routeText(one.route)).join('; '),
        expected: `${route.vantage} arrives as ${route.arrivesFrom}`,
        found: masquerades
          ? `it arrives as ${arrivedFrom}, the gateway's own address`
          : `it arrives as ${arrivedFrom}`,
        fix: masquerades
          ? given.npm(
              'shell',
              `-c "pulumi config set --path 'kafka-proxied:hosts.${gateway}.sourceAddresses' masqueraded"`,
            )
          : `ip route get ${arrivedFrom}`,
      },
      [],
    );
  }
}
