// What the kernel counts of TCP since the machine started, for this network namespace: read before and after a load, the
// difference is what happened meanwhile. Law: a counter that cannot be read makes the whole unknown, never zero.
import type { KernelCounts } from '../../metrics/kernel-counts.ts';
import { type ReadSystem, readSystem } from './facts.ts';

export function readKernelCounts(read: ReadSystem = readSystem): KernelCounts | null {
  const extended = table(read('/proc/net/netstat'), 'TcpExt');
  const tcp = table(read('/proc/net/snmp'), 'Tcp');
  const counts = [
    extended?.get('TCPSynRetrans'),
    extended?.get('ListenOverflows'),
    tcp?.get('RetransSegs'),
    tcp?.get('OutSegs'),
  ];
  const [synRetransmits, listenOverflows, retransmits, segmentsSent] = counts as number[];
  if (counts.some((n) => n === undefined || !Number.isFinite(n))) return null;
  return { synRetransmits, listenOverflows, retransmits, segmentsSent } as KernelCounts;
}

/** What was counted from `before` to `after`; null where either is unknown. */
export function kernelCountsSince(
  before: KernelCounts | null,
  after: KernelCounts | null,
): KernelCounts | null {
  if (before === null || after === null) return null;
  return {
    synRetransmits: after.synRetransmits - before.synRetransmits,
    listenOverflows: after.listenOverflows - before.listenOverflows,
    retransmits: after.retransmits - before.retransmits,
    segmentsSent: after.segmentsSent - before.segmentsSent,
  };
}

/** Two lines a group: `Tcp: names`, `Tcp: numbers`. */
function table(text: string | undefined, group: string): Map<string, number> | undefined {
  const [names, numbers] = (text ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`${group}:`))
    .map((line) => line.split(/\s+/).slice(1));
  if (names === undefined || numbers === undefined) return undefined;
  return new Map(names.map((name, i) => [name, Number(numbers[i])]));
}
