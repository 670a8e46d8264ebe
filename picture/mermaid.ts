// A picture as Mermaid text, for pages that draw it themselves.
import { type ListenerSecurity, securityLabel, usesTls } from '../config/listener-security.ts';
import type { HostBox } from './host-box.ts';
import type { Verdict } from '../config/plan/types.ts';
import type { Link, Picture, Zone } from './model.ts';
import { verdictInk } from './verdicts.ts';

/** Mermaid's ids hold no dashes or dots in every place. */
function idOf(name: string): string {
  return `n_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}

function label(lines: readonly string[]): string {
  return `"${lines.join('<br/>').replaceAll('"', '#quot;')}"`;
}

const verdictWord: Record<Verdict, string> = { fine: 'ok', fault: 'FAULT', untried: 'not tried' };

/** A line with what it says; its verdict in words as well. */
interface Edge {
  text: string;
  arrow: string;
  from: string;
  to: string;
  verdict: Verdict | undefined;
}

function edgeLine({ text, arrow, from, to, verdict }: Edge): string {
  const said = [text, ...(verdict ? [verdictWord[verdict]] : [])].filter((one) => one !== '').join(', ');
  return `  ${from} ${arrow}${said === '' ? '' : `|"${said}"|`} ${to}`;
}

/** Mermaid counts lines in the order in which they are written. */
function edgeStyles(edges: readonly Edge[]): string[] {
  return edges.flatMap(({ verdict }, index) =>
    verdict ? [`  linkStyle ${index} stroke:${verdictInk[verdict]}`] : [],
  );
}

const faultClass = 'fault';

function faultStyles({ networks, internet }: Picture): string[] {
  const boxes = [internet, ...networks].flatMap(({ hosts, gateway }) => [
    ...hosts,
    ...(gateway ? [gateway] : []),
  ]);
  const marked = boxes.filter(({ faults }) => faults.length > 0).map(({ id }) => idOf(id));
  if (marked.length === 0) return [];
  return [
    `  classDef ${faultClass} stroke:${verdictInk.fault},stroke-width:3px`,
    `  class ${marked.join(',')} ${faultClass}`,
  ];
}

/** Plain text is what nothing is said of. */
function marks(security: ListenerSecurity): string[] {
  return usesTls(security) ? [securityLabel(security)] : [];
}

function hostNode({ id, address, services, notes, faults }: HostBox): string {
  const lines = services.map(({ title, ports }) =>
    ports.length === 0
      ? title
      : `${title}: ${ports.map(({ port, security, verdict }) => `${[port, ...marks(security)].join(' ')}${verdict && verdict !== 'fine' ? ` ${verdictWord[verdict]}` : ''}`).join(', ')}`,
  );
  return `${idOf(id)}[${label([`<b>${id}</b>`, address, ...lines, ...notes, ...faults])}]`;
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

function gatewayNode({ gateway }: Zone): string[] {
  if (!gateway) return [];
  const { id, publicName, publicAddress, faults } = gateway;
  return [`  ${idOf(id)}{{${label([`<b>${id}</b>`, publicName, publicAddress, ...faults])}}}`];
}

function mapEdges({ gateway, hosts }: Zone): Edge[] {
  if (!gateway) return [];
  const owners = new Map(
    hosts.flatMap(({ id, services }) =>
      services.flatMap(({ ports }) => ports.map((port) => [port.key, { id, port: port.port }] as const)),
    ),
  );
  return gateway.rows.flatMap(({ port, to, security, verdict }): Edge[] => {
    const owner = owners.get(to);
    if (!owner) return [];
    const text = [`${port} to ${owner.port}`, ...marks(security)].join(', ');
    return [{ text, arrow: '-->', from: idOf(gateway.id), to: idOf(owner.id), verdict }];
  });
}

function linkEdge({ line, from, to, verdict }: Link): Edge {
  return { ...line.mermaid, from: idOf(from), to: idOf(to), verdict };
}

/** Renders a picture as a Mermaid flowchart. */
export function renderMermaid(picture: Picture): string {
  const edges = [...picture.networks.flatMap(mapEdges), ...picture.links.map(linkEdge)];
  return [
    'flowchart LR',
    ...zoneBlock(picture.internet),
    ...picture.networks.flatMap(zoneBlock),
    ...picture.networks.flatMap(gatewayNode),
    ...edges.map(edgeLine),
    ...edgeStyles(edges),
    ...faultStyles(picture),
    '',
  ].join('\n');
}
