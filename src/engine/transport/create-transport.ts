// The one transport of a worker, as its machine allows: the kernel's own sockets and loop where there are such, else the
// runtime's for everything.
import type { Target } from '../../plan/plan.ts';
import type { NextTurn } from '../loop/next-turn.ts';
import { BunTransport } from './bun/transport.ts';
import { TransportBySecurity } from './by-security.ts';
import type { KernelLoop } from './kernel/loop.ts';
import { KernelTransport } from './kernel/transport.ts';
import type { SocketCount } from './socket-count.ts';
import { SourceAddresses } from './source-addresses.ts';
import type { Transport } from './transport.ts';

/** `loop` is null where the runtime's own is all there is. */
export function createTransport(
  { tls, sourceAddresses }: Pick<Target, 'tls' | 'sourceAddresses'>,
  count: SocketCount,
  loop: KernelLoop | null,
  nextTurn: NextTurn,
): Transport {
  const settings = { tls, sources: new SourceAddresses(sourceAddresses), count };
  const bun = new BunTransport(settings, loop);
  return loop === null ? bun : new TransportBySecurity(new KernelTransport(settings, loop, nextTurn), bun);
}
