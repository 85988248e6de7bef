// A snapshot as JSON and back: one line of windows.ndjson, with its histograms as HdrHistogram V2 text, and what
// a worker process tells its parent, with packed counts. Law: there and back it says the same; what it does not
// know it leaves out, and what is no snapshot becomes a problem in words, never an exception.
import { Histogram } from './histogram.ts';
import { CLOSE_CAUSES, type Counts, FAILURE_KINDS, NOT_ATTEMPTED } from './outcome.ts';
import { COUNTERS, HISTOGRAMS, type HistogramName, type Snapshot } from './snapshot.ts';

export interface SnapshotJson extends SnapshotFrame {
  /** HdrHistogram V2, compressed, base64; those without a value are absent. */
  readonly histograms: Readonly<Partial<Record<HistogramName, string>>>;
}

/** The same between processes: packed counts instead of text, which cost a worker a tenth of the time. */
export interface PackedSnapshot extends SnapshotFrame {
  readonly histograms: Readonly<Partial<Record<HistogramName, readonly number[]>>>;
}

interface SnapshotFrame {
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
  readonly health: Snapshot['health'];
}

export function toJson(snapshot: Snapshot): SnapshotJson {
  return { ...toFrame(snapshot), histograms: eachHistogram(snapshot, (histogram) => histogram.encode()) };
}

export function pack(snapshot: Snapshot): PackedSnapshot {
  return { ...toFrame(snapshot), histograms: eachHistogram(snapshot, (histogram) => histogram.pack()) };
}

/** The snapshot, or what is wrong with `value`, in words. */
export function fromJson(value: unknown): Snapshot | string {
  return read(value, decodeHistogram);
}

/** The snapshot, or what is wrong with `value`, in words. */
export function unpack(value: unknown): Snapshot | string {
  return read(value, unpackHistogram);
}

function toFrame({ startUs, endUs, histograms: _, ...rest }: Snapshot): SnapshotFrame {
  return {
    startUs: Number.isFinite(startUs) ? startUs : null,
    endUs: Number.isFinite(endUs) ? endUs : null,
    ...rest,
  };
}

function eachHistogram<T>(
  snapshot: Snapshot,
  write: (histogram: Histogram) => T,
): Partial<Record<HistogramName, T>> {
  const written: Partial<Record<HistogramName, T>> = {};
  for (const name of HISTOGRAMS) {
    const histogram = snapshot.histograms[name];
    if (histogram && histogram.count > 0) written[name] = write(histogram);
  }
  return written;
}

type ReadHistogram = (name: HistogramName, value: unknown) => Histogram;

function read(value: unknown, readHistogram: ReadHistogram): Snapshot | string {
  try {
    return readSnapshot(value, readHistogram);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

class Problem extends Error {}

function readSnapshot(value: unknown, readHistogram: ReadHistogram): Snapshot {
  const whole = readObject(value, 'a snapshot');
  const gauges = readObject(whole.gauges, 'gauges');
  const open = readNumber(gauges.open, 'gauges.open');
  const connecting = readNumber(gauges.connecting, 'gauges.connecting');
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
      open,
      connecting,
      waiting: readNumber(gauges.waiting, 'gauges.waiting'),
      outstanding: readNumber(gauges.outstanding, 'gauges.outstanding'),
      // Recordings of before it was counted lack it.
      sockets: readNumber(gauges.sockets ?? open + connecting, 'gauges.sockets'),
    },
    peakOpen: readCount(whole.peakOpen, 'peakOpen'),
    histograms: readHistograms(whole.histograms, readHistogram),
    health: {
      cpuShare: readNumber(health.cpuShare, 'health.cpuShare'),
      rssBytes: readNumber(health.rssBytes, 'health.rssBytes'),
      waitShare: readNumber(health.waitShare, 'health.waitShare'),
      machineShare: readNumber(health.machineShare ?? 0, 'health.machineShare'),
      fileShare: readNumber(health.fileShare, 'health.fileShare'),
      portShare: readNumber(health.portShare, 'health.portShare'),
    },
  };
}

function readHistograms(value: unknown, readHistogram: ReadHistogram): Snapshot['histograms'] {
  const written = readObject(value, 'histograms');
  const histograms: Partial<Record<HistogramName, Histogram>> = {};
  for (const name of HISTOGRAMS) {
    if (written[name] !== undefined) histograms[name] = readHistogram(name, written[name]);
  }
  return histograms;
}

function decodeHistogram(name: HistogramName, text: unknown): Histogram {
  if (typeof text !== 'string') throw new Problem(`histograms.${name} must be HdrHistogram text`);
  try {
    return Histogram.decode(text);
  } catch {
    throw new Problem(`histograms.${name} is not HdrHistogram V2 in base64`);
  }
}

function unpackHistogram(name: HistogramName, packed: unknown): Histogram {
  try {
    if (Array.isArray(packed)) return Histogram.unpack(packed as number[]);
  } catch {}
  throw new Problem(`histograms.${name} must be a list of packed counts`);
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
