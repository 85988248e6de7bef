// The lines of a file, one at a time, whatever its size. A last line without its end is told apart: it may be
// torn. Law: memory is bounded by the longest line that is allowed, not by the file.
import { createReadStream } from 'node:fs';

const MAX_LINE_CHARS = 8 * 1024 * 1024;

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; empty where it was longer than any line of ours. */
  readonly text: string;
  /** False for a last line that lacks its end. */
  readonly ended: boolean;
}

/** Throws what the file system says, also where there is no such file. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let number = 1;
  let rest = '';
  let tooLong = false;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const parts = (chunk as string).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      yield { number, text: tooLong ? '' : rest + part, ended: true };
      number += 1;
      rest = '';
      tooLong = false;
    }
    tooLong ||= rest.length + last.length > MAX_LINE_CHARS;
    rest = tooLong ? '' : rest + last;
  }
  if (rest !== '' || tooLong) yield { number, text: rest, ended: false };
}
