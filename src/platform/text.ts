// Bytes of text frames for the platforms: shared encoder, padding, and the meaning object they reuse.
import type { Meaning } from './platform.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

export function decode(data: Uint8Array, start: number, end: number): string {
  return decoder.decode(data.subarray(start, end));
}

/** A fresh meaning; a session keeps one and lets `setMeaning` rewrite it for every message. */
export function newMeaning(): Meaning {
  return { kind: 'ignored', seq: -1, reply: -1, stampedAtUs: -1, retryAfterUs: -1, problem: 'none' };
}

/** Sets the kind and clears all else, so that nothing of an earlier message is left. */
export function setMeaning(meaning: Meaning, kind: Meaning['kind']): Meaning {
  meaning.kind = kind;
  meaning.seq = -1;
  meaning.reply = -1;
  meaning.stampedAtUs = -1;
  meaning.retryAfterUs = -1;
  meaning.problem = 'none';
  return meaning;
}

export function invalid(meaning: Meaning, problem: Meaning['problem']): Meaning {
  setMeaning(meaning, 'invalid').problem = problem;
  return meaning;
}

/** Filler for a text that must reach a length: visible, ASCII, harmless inside JSON. */
export function padding(length: number): string {
  return length > 0 ? 'x'.repeat(length) : '';
}
