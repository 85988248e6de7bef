// Findings of how connections came to be: handshakes, the limit, and what the kernel saw of them.

import type { Finding } from '../figures/shape.ts';
import { largestFirst, sayCount, sayLargest, sayPlural, sayShare } from '../wording.ts';
import { FAILURE_ADVICE } from './failure-advice.ts';
import type { FindingsInput } from './input.ts';
import { FINDING_LIMITS } from './limits.ts';

export function* ofHandshakes({ run, figures }: FindingsInput): Generator<Finding> {
  const { opened, failed, failures, closes, peakOpen } = figures.connections;
  const decided = opened + failed;
  if (failed > 0 && opened === 0) {
    const [[worst] = ['cancelled' as const]] = largestFirst(failures);
    const text = `No connection ever opened: ${sayPlural(failed, 'handshake')} failed: ${sayLargest(failures)}. ${FAILURE_ADVICE[worst]}`;
    yield { code: 'nothing-opened', severity: 'error', text };
  } else if (decided > 0 && opened / decided < FINDING_LIMITS.handshakeSuccess) {
    const text = `Only ${sayShare(opened / decided)} of ${sayPlural(decided, 'handshake')} succeeded: ${sayLargest(failures)}. Below ${sayShare(FINDING_LIMITS.handshakeSuccess)} the load was too steep, or the platform is in trouble.`;
    yield { code: 'handshake-success-low', severity: 'warning', text };
  }
  const refused = (failures['auth-refused'] ?? 0) + (closes['auth-refused'] ?? 0);
  if (refused > 0) {
    const text = `The platform refused our token ${sayPlural(refused, 'time')}. That says nothing of its capacity: check the token first.`;
    yield { code: 'auth-refused', severity: 'error', text };
  }
  const { handshakes, messages } = figures.throttled;
  const throttledCloses = closes.throttled ?? 0;
  if (handshakes + messages + throttledCloses > 0) {
    const parts = [
      handshakes > 0 ? sayPlural(handshakes, 'handshake') : '',
      messages > 0 ? sayPlural(messages, 'message') : '',
      throttledCloses > 0 ? sayPlural(throttledCloses, 'open connection') : '',
    ].filter((part) => part !== '');
    const text = `The platform throttled ${parts.join(' and ')}; at most ${sayPlural(peakOpen, 'connection')} ${peakOpen === 1 ? 'was' : 'were'} open at once.`;
    yield { code: 'throttled', severity: run.seeksLimit ? 'info' : 'warning', text };
  }
  if (run.seeksLimit && !figures.capacity && figures.run.ending === 'completed' && opened > 0) {
    if (peakOpen >= FINDING_LIMITS.reachedShare * run.peakTarget) {
      const text = `The ramp reached its ${sayPlural(run.peakTarget, 'connection')} and met no limit: the limit lies higher. Raise --target-concurrency to find it.`;
      yield { code: 'limit-not-reached', severity: 'info', text };
    } else {
      const text = `The ramp ended without a limit, and with at most ${sayCount(peakOpen)} of its ${sayPlural(run.peakTarget, 'connection')} open at once: handshakes failed or were too slow, so that it went on in smaller steps, or it was too short. Nothing is known of what lies higher.`;
      yield { code: 'ramp-cut-short', severity: 'warning', text };
    }
  }
  const { notAttempted, asked } = figures.connections;
  const overtaken = notAttempted['run-ended'] ?? 0;
  if (overtaken > 0) {
    const text = `${sayCount(overtaken)} of ${sayPlural(asked, 'connection')} that came due were not dialed before the run ended: they still waited for a cap. Raise --handshake-rate or --max-handshakes-in-flight, or let the run last longer.`;
    yield { code: 'not-dialed', severity: 'warning', text };
  }
}

/** An accept queue that overflows loses no connection and raises no error: it only makes handshakes seconds slow. */
export function* ofKernel({ figures }: FindingsInput): Generator<Finding> {
  const { kernel } = figures.generator;
  if (kernel === null) return;
  const { listenOverflows, synRetransmits } = kernel;
  if (listenOverflows > 0) {
    const text = `A listener on this machine dropped ${sayPlural(listenOverflows, 'connection request')} because its accept queue was full. The client repeats such a request after 1 s, 3 s and 7 s, so a handshake is seconds slow without any error: raise the listener's backlog and net.core.somaxconn, or accept faster.`;
    yield { code: 'accept-queue-overflow', severity: 'warning', text };
  }
  if (synRetransmits > 0) {
    const why =
      listenOverflows > 0
        ? 'an accept queue was full'
        : "the target's accept queue was full, or the network lost them";
    const text = `${sayPlural(synRetransmits, 'connection request')} had to be repeated, each after a second or more: ${why}. That time is in the tcp phase.`;
    yield { code: 'syn-retransmits', severity: 'warning', text };
  }
}
