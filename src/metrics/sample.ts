// Raw round trips as they travel from a worker to the run folder: what `--samples` keeps beside the histograms.
// Bounded by whoever keeps them, and what is left out is counted; never part of a snapshot, a summary or a verdict.

/** The numbers of one sample, in this order: which message of which connection, and when; microseconds of the run. */
export const SAMPLE_FIELDS = ['connection', 'n', 'dueUs', 'startedUs', 'endedUs'] as const;

/** What one worker kept in one window. */
export interface SampleBatch {
  readonly worker: number;
  /** When the window ended, in microseconds since the run began. */
  readonly endUs: number;
  /** The fields of the first sample, then those of the second, and so on. */
  readonly numbers: Float64Array;
  /** Answers of the window beyond those. */
  readonly dropped: number;
}

/** The same between processes: the numbers' bytes in base64, since as JSON they would hold the worker up for milliseconds. */
export interface PackedSamples extends Omit<SampleBatch, 'numbers'> {
  readonly numbers: string;
}

export function countSamples({ numbers }: SampleBatch): number {
  return numbers.length / SAMPLE_FIELDS.length;
}

export function packSamples(batch: SampleBatch): PackedSamples {
  const { buffer, byteOffset, byteLength } = batch.numbers;
  return { ...batch, numbers: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

export function unpackSamples(packed: PackedSamples): SampleBatch {
  const bytes = new Uint8Array(Buffer.from(packed.numbers, 'base64'));
  const numbers = new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / 8));
  return { ...packed, numbers };
}
