// Random histograms, snapshots and whole histories of a worker, for the laws. A history is played on the real
// Recorder, so that it is one a run could have: nothing opens that was not dialed, nothing closes twice.
import fc from 'fast-check';
import { Histogram } from '../../src/metrics/histogram.ts';
import { CLOSE_CAUSES, FAILURE_KINDS, NOT_ATTEMPTED } from '../../src/metrics/outcome.ts';
import { Recorder } from '../../src/metrics/recorder.ts';
import { COUNTERS, emptySnapshot, HISTOGRAMS, type Snapshot } from '../../src/metrics/snapshot.ts';

const HOUR_US = 3_600_000_000;

/** Values of every magnitude, as latencies are: uniform in the exponent. */
export const anyValue = fc.oneof(
  fc.nat(2_100),
  fc
    .tuple(fc.integer({ min: 0, max: 31 }), fc.nat(1_000_000))
    .map(([bits, part]) => Math.min(HOUR_US, Math.floor(2 ** bits * (1 + part / 1_000_000)))),
);

export const anyHistogram = fc.array(anyValue, { maxLength: 60 }).map(histogramOf);

export function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const counts = <K extends string>(keys: readonly K[]) =>
  fc.dictionary(fc.constantFrom(...keys), fc.nat(1_000), {
    maxKeys: 6,
    noNullPrototype: true,
  }) as fc.Arbitrary<Partial<Record<K, number>>>;

const share = fc.double({ min: 0, max: 2, noNaN: true });

/** Any snapshot that keeps its own invariant: what is open was at some time open at once. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    startUs: fc.nat(1_000_000_000),
    lengthUs: fc.nat(2_000_000),
    workers: fc.nat(9),
    counters: counts(COUNTERS),
    failures: counts(FAILURE_KINDS),
    closes: counts(CLOSE_CAUSES),
    notAttempted: counts(NOT_ATTEMPTED),
    gauges: fc.record({
      target: fc.nat(500),
      open: fc.nat(500),
      connecting: fc.nat(50),
      waiting: fc.nat(50),
      outstanding: fc.nat(500),
      sockets: fc.nat(600),
    }),
    peakAbove: fc.nat(100),
    histograms: fc.dictionary(fc.constantFrom(...HISTOGRAMS), anyHistogram, {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    health: fc.record({
      cpuShare: share,
      rssBytes: fc.nat(),
      waitShare: share,
      machineShare: share,
      fileShare: share,
      portShare: fc.integer({ min: 0, max: 1_000 }),
    }),
  })
  .map(({ lengthUs, peakAbove, ...rest }) => ({
    ...rest,
    endUs: rest.startUs + lengthUs,
    peakOpen: rest.gauges.open + peakAbove,
  }));

/** Everything a snapshot says, comparable: histograms as their recorded values, without the empty ones. */
export function plain(snapshot: Snapshot) {
  const { histograms, ...rest } = snapshot;
  const recorded: Record<string, unknown> = {};
  for (const name of HISTOGRAMS) {
    const histogram = histograms[name];
    if (histogram && histogram.count > 0) recorded[name] = [...histogram.recorded()];
  }
  return { ...rest, histograms: recorded };
}

/** The windows of one worker's whole life, the last of which ends with nothing in flight. */
export const anyHistory: fc.Arbitrary<Snapshot[]> = fc
  .array(fc.array(fc.record({ step: fc.nat(13), value: anyValue, pick: fc.nat(1_000) }), { maxLength: 30 }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((windows) => {
    const recorder = new Recorder();
    let waiting = 0;
    const taken = windows.map((steps, i) => {
      for (const { step, value, pick } of steps) waiting = play(recorder, waiting, step, value, pick);
      if (i === windows.length - 1) {
        recorder.notAttempted('run-ended', waiting);
        waiting = 0;
        while (recorder.connecting > 0) recorder.failed('cancelled');
      }
      const health = { ...emptySnapshot().health, cpuShare: (i % 7) / 10, rssBytes: 50_000_000 + i };
      return recorder.take(
        (i + 1) * 1_000_000,
        { target: 20, waiting, sockets: recorder.open + recorder.connecting },
        health,
      );
    });
    return taken;
  });

function play(recorder: Recorder, waiting: number, step: number, value: number, pick: number): number {
  switch (step) {
    case 0:
    case 1:
    case 2:
      recorder.counters.asked++;
      return waiting + 1;
    case 3:
    case 4:
      if (waiting === 0) return waiting;
      recorder.attempted(value);
      return waiting - 1;
    case 5:
    case 6:
      if (recorder.connecting > 0) recorder.opened(value, Math.floor(value / 2));
      return waiting;
    case 7:
      if (recorder.connecting > 0) recorder.failed(FAILURE_KINDS[pick % FAILURE_KINDS.length]!);
      return waiting;
    case 8:
      if (recorder.open > 0) recorder.closed(CLOSE_CAUSES[pick % CLOSE_CAUSES.length]!);
      return waiting;
    case 9:
    case 10:
      recorder.sent();
      return waiting;
    case 11:
      if (recorder.outstanding > 0) recorder.answered(value, Math.floor(value / 2));
      return waiting;
    case 12:
      recorder.timedOut(pick % (recorder.outstanding + 1));
      return waiting;
    default:
      recorder.lost(pick % (recorder.outstanding + 1));
      return waiting;
  }
}
