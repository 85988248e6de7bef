// One minute in which a little of everything happened.
import { emptySnapshot, type Snapshot } from '../../../src/metrics/snapshot.ts';
import { histogramOf } from '../arbitrary.ts';

export const minute: Snapshot = {
  ...emptySnapshot(),
  startUs: 0,
  endUs: 60_000_000,
  workers: 2,
  counters: {
    asked: 10,
    attempted: 9,
    opened: 8,
    failed: 1,
    closed: 3,
    redials: 1,
    messagesSent: 9,
    messagesAnswered: 4,
    messagesTimedOut: 2,
    messagesLost: 1,
    repliesLate: 1,
    starts: 9,
  },
  failures: { throttled: 1, 'tcp-reset': 0 },
  closes: { reset: 1, ours: 2 },
  notAttempted: { 'run-ended': 1 },
  gauges: { target: 8, open: 5, connecting: 0, waiting: 0, outstanding: 2, sockets: 0 },
  peakOpen: 7,
  histograms: { handshakeLatency: histogramOf([1_000, 2_000]) },
  health: { ...emptySnapshot().health, cpuShare: 0.123456, rssBytes: 5e7 },
};
