// Did this machine give the generator what it needed: cores, files, ports, a network that keeps its segments?

import type { KernelCounts } from '../kernel-counts.ts';
import { count, type Snapshot } from '../snapshot.ts';
import type { WindowStats } from '../window-stats.ts';
import { sayCount, sayPlural, sayShare } from '../wording.ts';
import type { Doubt } from './doubt.ts';
import { VERDICT_LIMITS } from './limits.ts';
import { startedLate } from './timing.ts';

export function* doubtMachine(
  total: Snapshot,
  stats: WindowStats,
  kernel: KernelCounts | null,
): Generator<Doubt> {
  yield* cores(total, stats);
  yield* files(total);
  if (kernel !== null) yield* segments(kernel);
}

function* cores(total: Snapshot, stats: WindowStats): Generator<Doubt> {
  const { cpuSuspect, cpuInvalid, waitSuspect, waitInvalid, machineSuspect } = VERDICT_LIMITS;
  const cpu = stats.busyCpuShare;
  if (cpu > cpuSuspect) {
    const isLate = startedLate(total);
    const text = `the busiest worker used ${sayShare(cpu)} of a core in its busy seconds (at most ${sayShare(cpuSuspect)} is fine)${isLate ? ' and started late' : ''}; use more workers or more cores`;
    yield { validity: cpu > cpuInvalid && isLate ? 'INVALID' : 'SUSPECT', code: 'generator-cpu', text };
  }
  const wait = stats.busyWaitShare;
  if (wait > waitSuspect) {
    const text = `a worker was ready to run and had no core for ${sayShare(wait)} of its busy seconds (at most ${sayShare(waitSuspect)} is fine): something else keeps this machine busy, or there are more workers than cores; stop it, or use fewer workers`;
    yield { validity: wait > waitInvalid ? 'INVALID' : 'SUSPECT', code: 'starved', text };
  }
  const machine = stats.busyMachineShare;
  if (machine > machineSuspect) {
    const text = `the cores of this machine together were ${sayShare(machine)} in use in its busy seconds (at most ${sayShare(machineSuspect)} is fine), by busyhour, by what else runs here or by the host of a virtual machine: whatever came in may have waited before it was seen; stop what else runs, or use a machine with more cores`;
    yield { validity: 'SUSPECT', code: 'machine-busy', text };
  }
}

function* files(total: Snapshot): Generator<Doubt> {
  const { failures, health } = total;
  const { headroom } = VERDICT_LIMITS;
  const unable = failures['local-limit'] ?? 0;
  if (unable > 0) {
    const text = `${sayPlural(unable, 'connection')} could not be dialed because this machine ran out of files, ports or memory, so the target bore less than was asked; raise ulimit -n, or give more --source-address`;
    // Where nothing else happened, nothing is known of the target.
    const isAll = unable === count(total, 'attempted');
    yield { validity: isAll ? 'INVALID' : 'SUSPECT', code: 'local-limit', text };
  }
  if (health.fileShare > headroom) {
    const text = `a worker used ${sayShare(health.fileShare)} of the files it may open (at most ${sayShare(headroom)} is fine): redials and closes under way need some too; raise ulimit -n or use more workers`;
    yield { validity: 'SUSPECT', code: 'file-headroom', text };
  }
  if (health.portShare > headroom) {
    const text = `connections used ${sayShare(health.portShare)} of the local ports (at most ${sayShare(headroom)} is fine), and the kernel searches long for the last ones; give more --source-address`;
    yield { validity: 'SUSPECT', code: 'port-headroom', text };
  }
}

/** The kernel counts repeated connection requests among the segments; they say something of the target's queue. */
function* segments({ retransmits, synRetransmits, segmentsSent }: KernelCounts): Generator<Doubt> {
  const { retransmitsSuspect, retransmitsLeast } = VERDICT_LIMITS;
  const again = Math.max(0, retransmits - synRetransmits);
  const share = again / Math.max(1, segmentsSent);
  if (again < retransmitsLeast || share <= retransmitsSuspect) return;
  const text = `this machine had to send ${sayCount(again)} TCP segments again, ${sayShare(share)} of all (at most ${sayShare(retransmitsSuspect)} is fine): the network between loses them, and each costs its message 200 ms or more; measure from nearer, or mend the network first`;
  yield { validity: 'SUSPECT', code: 'retransmits', text };
}
