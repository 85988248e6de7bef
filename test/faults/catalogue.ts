// The whole catalogue by its parts, for whoever looks a fault up by name: a play in a namespace is told no more than
// that. A new part is a line here, a file of faults and a file of tests.
import { CLOSES } from './closes.ts';
import { DNS } from './dns.ts';
import type { Fault } from './fault.ts';
import { FRAMES } from './frames.ts';
import { HALF_OPEN } from './half-open.ts';
import { READY } from './ready.ts';
import { TCP } from './tcp.ts';
import { TLS } from './tls.ts';
import { UPGRADE } from './upgrade.ts';

export const CATALOGUE: Readonly<Record<string, readonly Fault[]>> = {
  dns: DNS,
  tcp: TCP,
  tls: TLS,
  upgrade: UPGRADE,
  ready: READY,
  frames: FRAMES,
  closes: CLOSES,
  'half-open': HALF_OPEN,
};
