// What platforms make their values of: shared encoder, padding, and the frames and meanings that they reuse.
import type { Due, Frame, Meaning } from './platform.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

export function decode(data: Uint8Array, start: number, end: number): string {
  return decoder.decode(data.subarray(start, end));
}

/** The one empty list of frames. */
export const NO_FRAMES: readonly Frame[] = Object.freeze([]);

/** Of a session that never has anything to do by itself. */
export const NOTHING_DUE: Due = Object.freeze({ frames: NO_FRAMES, close: null });

/** A text frame of a session's own, which nobody answers: its ack, its greeting. */
export function textFrame(text: string): Frame {
  return { bytes: encode(text), opcode: 1, answered: false };
}

/** A frame whose bytes change: kept by a platform, so that no message makes an object. */
export interface ReusedFrame extends Frame {
  bytes: Uint8Array;
}

export function reusedTextFrame(answered: boolean): ReusedFrame {
  return { bytes: new Uint8Array(0), opcode: 1, answered };
}

/** A fresh meaning; a platform keeps one and lets `setMeaning` rewrite it for every message. */
export function newMeaning(): Meaning {
  return {
    kind: 'ignored',
    seq: -1,
    reply: -1,
    stampedAtUs: -1,
    retryAfterUs: -1,
    problem: 'none',
    answers: NO_FRAMES,
  };
}

/** Sets the kind and clears all else, so that nothing of an earlier message is left. */
export function setMeaning(meaning: Meaning, kind: Meaning['kind']): Meaning {
  meaning.kind = kind;
  meaning.seq = -1;
  meaning.reply = -1;
  meaning.stampedAtUs = -1;
  meaning.retryAfterUs = -1;
  meaning.problem = 'none';
  meaning.answers = NO_FRAMES;
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
