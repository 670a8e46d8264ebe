// A picture as Mermaid text, for pages that draw it themselves.
import type { HostBox } from './host-box.ts';
import type { Link, Picture, Zone } from './model.ts';

/** Mermaid's ids hold no dashes or dots in every place. */
function idOf(name: string): string {
  return `n_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}

function label(lines: readonly string[]): string {
  return `"${lines.join('<br/>').replaceAll('"', '#quot;')}"`;
}

function hostNode({ id, address, services, notes }: HostBox): string {
  const lines = services.map(({ title, ports }) =>
    ports.length === 0
      ? title
      : `${title}: ${ports.map(({ port, tls }) => `${port}${tls ? ' TLS' : ''}`).join(', ')}`,
  );
  return `${idOf(id)}[${label([`<b>${id}</b>`, address, ...lines, ...notes])}]`;
}

function zoneBlock({ id, cidrs, hosts }: Zone): string[] {
  if (hosts.length === 0) return [];
  const title = cidrs.length === 0 ? 'The internet' : `Network ${id} ${cidrs.join(', ')}`;
  return [
    `  subgraph ${idOf(`zone ${id}`)}[${label([title])}]`,
    ...hosts.map((host) => `    ${hostNode(host)}`),
    '  end',
  ];
}

function gatewayLines({ gateway, hosts }: Zone): string[] {
  if (!gateway) return [];
  const owners = new Map(
    hosts.flatMap(({ id, services }) =>
      services.flatMap(({ ports }) => ports.map((port) => [port.key, { id, port: port.port }] as const)),
    ),
  );
  const node = `  ${idOf(gateway.id)}{{${label([`<b>${gateway.id}</b>`, gateway.publicName, gateway.publicAddress])}}}`;
  const ways = gateway.rows.flatMap(({ port, to, tls }) => {
    const owner = owners.get(to);
    if (!owner) return [];
    return [`  ${idOf(gateway.id)} -->|"${port} to ${owner.port}${tls ? ', TLS' : ''}"| ${idOf(owner.id)}`];
  });
  return [node, ...ways];
}

function linkLine({ kind, from, to }: Link): string {
  return kind === 'tunnel'
    ? `  ${idOf(from)} -.->|"SSH tunnel, port 22"| ${idOf(to)}`
    : `  ${idOf(from)} --> ${idOf(to)}`;
}

/** Renders a picture as a Mermaid flowchart. */
export function renderMermaid(picture: Picture): string {
  return [
    'flowchart LR',
    ...zoneBlock(picture.internet),
    ...picture.networks.flatMap(zoneBlock),
    ...picture.networks.flatMap(gatewayLines),
    ...picture.links.map(linkLine),
    '',
  ].join('\n');
}
