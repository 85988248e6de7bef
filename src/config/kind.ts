// The kinds of value a user may write, how each is read from text and written as text: the one place where words
// become numbers. Law: what writeText says of a value, readText reads as that value.
// Durations become integer microseconds here and nowhere else. Knows no flag, no file, no environment.
import { parseDurationUs, US_PER_MS, US_PER_SECOND } from '../base/time.ts';
import { either, quote } from './problem.ts';

type Kind =
  | 'string'
  | 'integer'
  | 'number'
  | 'duration' // `30s`, `1h30m`: microseconds
  | 'seconds' // `300`, `0.5`: microseconds too
  | 'range' // `100ms-500ms`, or one duration for both ends: [min, max] microseconds
  | 'boolean'
  | 'list'
  | 'choice';

export interface Shape {
  readonly kind: Kind;
  /** Of integers and numbers as they are, of durations, seconds and ranges in microseconds. */
  readonly min?: number;
  readonly max?: number;
  /** Words that stand beside a number: `max`, `auto`. */
  readonly words?: readonly string[];
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** Never show what was written: it may hold a secret. */
  readonly secretive?: boolean;
}

/** A shape with what holds where nothing is said. */
export interface Defaulted extends Shape {
  readonly default?: Value;
  /** In words, where it is no one value: `the platform's`. */
  readonly defaultText?: string;
}

export type ShapeValue<S extends Shape> = S extends { kind: 'string' }
  ? string
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'list' }
      ? readonly string[]
      : S extends { kind: 'range' }
        ? readonly [min: number, max: number]
        : S extends { kind: 'choice'; choices: readonly (infer C)[] }
          ? C
          : S extends { words: readonly (infer W)[] }
            ? number | W
            : number;

export type Value = string | number | boolean | readonly string[] | readonly [number, number];
export type Reading<T = Value> = { readonly value: T } | { readonly problem: string };

/** The longest duration anything takes: 30 days. */
export const LONGEST_US = 30 * 86_400 * US_PER_SECOND;

/** The value that `text` means, or why it means none. A list's text is one of its members. */
export function readText(shape: Shape, text: string): Reading {
  const wrong = { problem: `must be ${expected(shape)}${shape.secretive ? '' : `, not ${quote(text)}`}` };
  if (shape.words?.includes(text)) return { value: text };
  switch (shape.kind) {
    case 'string':
    case 'list':
      return text.trim() === '' ? { problem: 'must not be empty' } : { value: text };
    case 'boolean':
      return readBoolean(text) ?? wrong;
    case 'choice':
      return shape.choices?.includes(text) ? { value: text } : wrong;
    case 'range':
      return readRange(shape, text) ?? wrong;
    case 'duration':
      if (/^\d*[1-9]\d*(\.\d+)?$/.test(text.trim()))
        return { problem: `${wrong.problem}, which lacks its unit` };
      return bounded(shape, parseDurationUs(text)) ?? wrong;
    case 'seconds': {
      const seconds = readNumber(text, false);
      return bounded(shape, seconds === undefined ? undefined : Math.round(seconds * US_PER_SECOND)) ?? wrong;
    }
    case 'integer':
    case 'number':
      return bounded(shape, readNumber(text, shape.kind === 'integer')) ?? wrong;
  }
}

/** The value as a user would write it: `5m`, `1s-30s`. */
export function writeText(shape: Shape, value: Value): string {
  if (typeof value === 'number') {
    if (shape.kind === 'duration') return writeDuration(value);
    return String(shape.kind === 'seconds' ? value / US_PER_SECOND : value);
  }
  if (shape.kind === 'range') return (value as readonly [number, number]).map(writeDuration).join('-');
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What holds where nothing is said, in the user's words; undefined where nothing does. */
export function defaultText(of: Defaulted): string | undefined {
  return of.defaultText ?? (of.default === undefined ? undefined : writeText(of, of.default));
}

/** What would be right: `a whole number from 1 to 65535, or auto`. */
export function expected(shape: Shape): string {
  const words = shape.words === undefined ? '' : `, or ${either(shape.words)}`;
  switch (shape.kind) {
    case 'integer':
      return `a whole number${bounds(shape, String)}${words}`;
    case 'number':
      return `a number${bounds(shape, String)}${words}`;
    case 'duration':
      return `a duration such as 30s, 5m, 1h30m or 100ms${timeBounds(shape, writeDuration)}${words}`;
    case 'seconds':
      return `a number of seconds such as 300 or 0.5${timeBounds(shape, (us) => String(us / US_PER_SECOND))}`;
    case 'range':
      return 'a range of durations such as 100ms-500ms, the shorter first';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return either(shape.choices ?? []);
    case 'list':
      return 'a list of texts';
    case 'string':
      return 'text';
  }
}

function readBoolean(text: string): Reading | undefined {
  const word = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return { value: true };
  if (['false', '0', 'no', 'off'].includes(word)) return { value: false };
  return undefined;
}

function readNumber(text: string, whole: boolean): number | undefined {
  const pattern = whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/;
  return pattern.test(text.trim()) ? Number(text) : undefined;
}

function readRange(shape: Shape, text: string): Reading | undefined {
  const [min = '', max = min, ...rest] = text.split('-');
  const minUs = parseDurationUs(min);
  const maxUs = parseDurationUs(max);
  if (rest.length > 0 || minUs === undefined || maxUs === undefined || minUs > maxUs) return undefined;
  if (bounded(shape, minUs) === undefined || bounded(shape, maxUs) === undefined) return undefined;
  return { value: [minUs, maxUs] };
}

function bounded(shape: Shape, value: number | undefined): Reading | undefined {
  if (value === undefined) return undefined;
  const { min, max } = limits(shape);
  return value >= min && value <= max ? { value } : undefined;
}

function limits(shape: Shape): { min: number; max: number } {
  const timed = shape.kind === 'duration' || shape.kind === 'seconds' || shape.kind === 'range';
  return { min: shape.min ?? 0, max: shape.max ?? (timed ? LONGEST_US : Number.MAX_SAFE_INTEGER) };
}

function bounds(shape: Shape, show: (value: number) => string): string {
  const { min, max } = limits(shape);
  if (shape.max !== undefined) return ` from ${show(min)} to ${show(max)}`;
  return min > 0 ? ` of ${show(min)} or more` : '';
}

function timeBounds(shape: Shape, show: (us: number) => string): string {
  const { min } = limits(shape);
  const least = min > 0 ? `, at least ${show(min)}` : '';
  return shape.max === undefined ? least : `${least}, at most ${show(shape.max)}`;
}

/** In the largest unit that it is a whole number of: `90s`, `2h`. */
function writeDuration(us: number): string {
  const [unit, unitUs] = UNITS.find(([, each]) => us >= each && us % each === 0) ?? ['us', 1];
  return `${us / unitUs}${unit}`;
}

const UNITS = [
  ['h', 3_600 * US_PER_SECOND],
  ['m', 60 * US_PER_SECOND],
  ['s', US_PER_SECOND],
  ['ms', US_PER_MS],
] as const;
