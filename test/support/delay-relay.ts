// Relays TCP connections and holds back what passes, each way. Arguments: target address and port, own port, first and
// last port of its connections to the target, milliseconds of delay. Prints a line when it listens.
import { connect, createServer, type Socket } from 'node:net';

const [address = '', port, own, first, last, delayMs] = process.argv
  .slice(2)
  .map((word, index) => (index === 0 ? word : Number(word))) as [
  string,
  number,
  number,
  number,
  number,
  number,
];

let next = first;

function pass(from: Socket, to: Socket): void {
  from.on('data', (chunk) => setTimeout(() => to.destroyed || to.write(chunk), delayMs));
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}

createServer({ allowHalfOpen: true }, (client) => {
  next = next < last ? next + 1 : first;
  const target = connect({ host: address, port, localPort: next, allowHalfOpen: true });
  pass(client, target);
  pass(target, client);
}).listen(own, '0.0.0.0', () => process.stdout.write('listening\n'));
