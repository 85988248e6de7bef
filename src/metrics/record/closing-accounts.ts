// What a part that died leaves unfinished, as a window that finishes it: its open connections closed, its handshakes failed,
// its messages lost, its waiting arrivals never attempted, all as `worker-lost`. Law: with it the part's sums add up.
import { total } from '../outcome.ts';
import { count, emptySnapshot, type Snapshot } from '../snapshot.ts';

/** `soFar` is all that the part told; the window is a moment at `atUs`. */
export function closingAccounts(soFar: Snapshot, atUs: number): Snapshot {
  const lostOpen = count(soFar, 'opened') - count(soFar, 'closed');
  const lostConnecting = count(soFar, 'attempted') - count(soFar, 'opened') - count(soFar, 'failed');
  const lostMessages =
    count(soFar, 'messagesSent') -
    count(soFar, 'messagesAnswered') -
    count(soFar, 'messagesTimedOut') -
    count(soFar, 'messagesLost');
  const lostWaiting = count(soFar, 'asked') - count(soFar, 'attempted') - total(soFar.notAttempted);
  return {
    ...emptySnapshot(),
    startUs: atUs,
    endUs: atUs,
    counters: { closed: lostOpen, failed: lostConnecting, messagesLost: lostMessages },
    closes: { 'worker-lost': lostOpen },
    failures: { 'worker-lost': lostConnecting },
    notAttempted: { 'worker-lost': lostWaiting },
  };
}
