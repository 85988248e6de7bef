// The sums that every report must satisfy: asked = attempted + not attempted, attempted = opened + failed,
// opened = open + closed, sent = answered + timed out + lost at a close + in flight, each total the sum of its reasons. A report that breaks one is a bug of ours.
import { total } from './outcome.ts';
import { count, type Snapshot } from './snapshot.ts';
import { sayCount } from './wording.ts';

export interface AccountingOptions {
  /** False while the load still runs (or was cut off): arrivals may wait and handshakes be in flight. */
  readonly ended: boolean;
}

/** Every sum that does not add up, as a sentence with its figures; empty where all do. */
export function checkAccounting(snapshot: Snapshot, { ended }: AccountingOptions): string[] {
  const { gauges, failures, closes, notAttempted } = snapshot;
  const waiting = ended ? 0 : gauges.waiting;
  const connecting = ended ? 0 : gauges.connecting;
  const attempted = count(snapshot, 'attempted');
  const opened = count(snapshot, 'opened');
  const failed = count(snapshot, 'failed');
  const closed = count(snapshot, 'closed');
  const left = total(notAttempted);
  return [
    compare('asked', count(snapshot, 'asked'), { attempted, 'not attempted': left, waiting }),
    compare('attempted', attempted, { opened, failed, connecting }),
    compare('failed', failed, { 'sum of all failures': total(failures) }),
    compare('closed', closed, { 'sum of all closes': total(closes) }),
    compare('opened', opened, { open: gauges.open, closed }),
    compare('sent', count(snapshot, 'messagesSent'), {
      answered: count(snapshot, 'messagesAnswered'),
      'timed out': count(snapshot, 'messagesTimedOut'),
      lost: count(snapshot, 'messagesLost'),
      'in flight': gauges.outstanding,
    }),
    ended && gauges.connecting !== 0
      ? `${sayCount(gauges.connecting)} still connecting after the end`
      : undefined,
  ].filter((problem) => problem !== undefined);
}

/** `asked 10 is not attempted 7 + not attempted 2`, or undefined where both sides agree. */
function compare(name: string, whole: number, parts: Readonly<Record<string, number>>): string | undefined {
  const entries = Object.entries(parts);
  if (entries.reduce((sum, [, n]) => sum + n, 0) === whole) return undefined;
  const named = entries.filter(
    ([part, n], i) => i === 0 || n !== 0 || (part !== 'waiting' && part !== 'connecting'),
  );
  return `${name} ${sayCount(whole)} is not ${named.map(([part, n]) => `${part} ${sayCount(n)}`).join(' + ')}`;
}
