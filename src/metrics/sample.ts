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
  readonly numbers: readonly number[];
  /** Answers of the window beyond those. */
  readonly dropped: number;
}

export function countSamples({ numbers }: SampleBatch): number {
  return numbers.length / SAMPLE_FIELDS.length;
}
