// Windows of a run of any length, each a second with twenty round trips.
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { histogramOf, snapshotWith } from '../fixtures.ts';

export const SECOND = 1_000_000;

export function* windowsOf(seconds: number): Generator<Snapshot> {
  for (let second = 0; second < seconds; second += 1) {
    yield snapshotWith({
      startUs: second * SECOND,
      endUs: (second + 1) * SECOND,
      counters: { asked: 1, messagesReceived: 10 },
      gauges: { target: second, open: second, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 },
      histograms: {
        roundTrip: histogramOf(...Array.from({ length: 20 }, (_, i) => 1_000 + ((second + i) % 100))),
      },
    });
  }
}
