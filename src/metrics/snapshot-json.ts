// A snapshot as JSON and back: one line of windows.ndjson, and what a worker process tells its parent.
// Histograms travel as HdrHistogram V2 text. Law: fromJson(toJson(s)) says what s says; what it does not know
// it leaves out, and what is no snapshot becomes a problem in words, never an exception.
import { Histogram } from './histogram.ts';
import { CLOSE_CAUSES, type Counts, FAILURE_KINDS, NOT_ATTEMPTED } from './outcome.ts';
import { COUNTERS, HISTOGRAMS, type HistogramName, type Snapshot } from './snapshot.ts';

export interface SnapshotJson {
  /** Null where nothing was measured yet. */
  readonly startUs: number | null;
  readonly endUs: number | null;
  readonly workers: number;
  readonly counters: Snapshot['counters'];
  readonly failures: Snapshot['failures'];
  readonly closes: Snapshot['closes'];
  readonly notAttempted: Snapshot['notAttempted'];
  readonly gauges: Snapshot['gauges'];
  readonly peakOpen: number;
  /** HdrHistogram V2, compressed, base64; those without a value are absent. */
  readonly histograms: Readonly<Partial<Record<HistogramName, string>>>;
  readonly health: Snapshot['health'];
}

export function toJson(snapshot: Snapshot): SnapshotJson {
  const histograms: Partial<Record<HistogramName, string>> = {};
  for (const name of HISTOGRAMS) {
    const histogram = snapshot.histograms[name];
    if (histogram && histogram.count > 0) histograms[name] = histogram.encode();
  }
  const { startUs, endUs, ...rest } = snapshot;
  return {
    startUs: Number.isFinite(startUs) ? startUs : null,
    endUs: Number.isFinite(endUs) ? endUs : null,
    ...rest,
    histograms,
  };
}

/** The snapshot, or what is wrong with `value`, in words. */
export function fromJson(value: unknown): Snapshot | string {
  try {
    return readSnapshot(value);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

class Problem extends Error {}

function readSnapshot(value: unknown): Snapshot {
  const whole = readObject(value, 'a snapshot');
  const gauges = readObject(whole.gauges, 'gauges');
  const health = readObject(whole.health, 'health');
  return {
    startUs: whole.startUs === null ? Number.POSITIVE_INFINITY : readNumber(whole.startUs, 'startUs'),
    endUs: whole.endUs === null ? Number.NEGATIVE_INFINITY : readNumber(whole.endUs, 'endUs'),
    workers: readCount(whole.workers, 'workers'),
    counters: readCounts(whole.counters, 'counters', COUNTERS),
    failures: readCounts(whole.failures, 'failures', FAILURE_KINDS),
    closes: readCounts(whole.closes, 'closes', CLOSE_CAUSES),
    notAttempted: readCounts(whole.notAttempted, 'notAttempted', NOT_ATTEMPTED),
    gauges: {
      target: readNumber(gauges.target, 'gauges.target'),
      open: readNumber(gauges.open, 'gauges.open'),
      connecting: readNumber(gauges.connecting, 'gauges.connecting'),
      waiting: readNumber(gauges.waiting, 'gauges.waiting'),
    },
    peakOpen: readCount(whole.peakOpen, 'peakOpen'),
    histograms: readHistograms(whole.histograms),
    health: {
      cpuShare: readNumber(health.cpuShare, 'health.cpuShare'),
      rssBytes: readNumber(health.rssBytes, 'health.rssBytes'),
    },
  };
}

function readHistograms(value: unknown): Snapshot['histograms'] {
  const texts = readObject(value, 'histograms');
  const histograms: Partial<Record<HistogramName, Histogram>> = {};
  for (const name of HISTOGRAMS) {
    const text = texts[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') throw new Problem(`histograms.${name} must be HdrHistogram text`);
    histograms[name] = decodeHistogram(name, text);
  }
  return histograms;
}

function decodeHistogram(name: HistogramName, text: string): Histogram {
  try {
    return Histogram.decode(text);
  } catch {
    throw new Problem(`histograms.${name} is not HdrHistogram V2 in base64`);
  }
}

function readCounts<K extends string>(value: unknown, where: string, keys: readonly K[]): Counts<K> {
  const found = readObject(value, where);
  const counts: Counts<K> = {};
  for (const key of keys) {
    if (found[key] !== undefined) counts[key] = readCount(found[key], `${where}.${key}`);
  }
  return counts;
}

function readObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Problem(`${where} must be an object, not ${describe(value)}`);
}

function readNumber(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Problem(`${where} must be a number, not ${describe(value)}`);
}

function readCount(value: unknown, where: string): number {
  const n = readNumber(value, where);
  if (Number.isInteger(n) && n >= 0) return n;
  throw new Problem(`${where} must be a whole number of at least 0, not ${n}`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
