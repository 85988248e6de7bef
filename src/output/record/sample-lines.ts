// A worker's samples as lines of samples.ndjson: one a round trip, and one that says how many there was no room for.
// Pure. Law: every answer of a window is in its lines, by itself or in a count.
import { SAMPLE_FIELDS, type SampleBatch } from '../../metrics/sample.ts';

const HEADS = SAMPLE_FIELDS.map((name) => `,"${name}":`);

export function* sampleLines({ worker, endUs, numbers, dropped }: SampleBatch): Generator<string> {
  const width = SAMPLE_FIELDS.length;
  for (let at = 0; at + width <= numbers.length; at += width) {
    let line = `{"worker":${worker}`;
    for (let i = 0; i < width; i++) line += HEADS[i]! + numbers[at + i]!;
    yield `${line}}`;
  }
  if (dropped > 0) yield JSON.stringify({ worker, dropped, atUs: endUs });
}
