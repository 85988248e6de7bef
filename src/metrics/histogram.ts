// An HDR histogram of integers (mostly microseconds): three significant digits up to one hour.
// Counts lie in HdrHistogram's own layout, held here so that recording costs a few nanoseconds and merging is
// an addition of arrays; the library writes and reads them for the journey. Law: every figure given out is a
// function of the counts alone, so a histogram that travelled says exactly what the one that stayed says.
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, JsHistogram } from 'hdr-histogram-js';

const HIGHEST = 3_600_000_000;
const DIGITS = 3;
/** Values up to 2047 have a count each; above, every doubling shares 1024 counts. */
const HALF = 1_024;
const HALF_BITS = 10;
const INT32_MAX = 0x7fff_ffff;
/** Of a text worth decoding: all counts in use, none of them compressible, stay below. */
const MAX_ENCODED_CHARS = 400_000;

/** One distribution as the summary writes it. Units are those of the values recorded. */
export interface Quantiles {
  readonly count: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly mean: number;
}

export const NO_QUANTILES: Quantiles = {
  count: 0,
  min: 0,
  p50: 0,
  p90: 0,
  p95: 0,
  p99: 0,
  p999: 0,
  max: 0,
  mean: 0,
};

export class Histogram {
  /** Doubles count exactly to 2^53; grows in steps of HALF with the highest value seen. */
  #counts = new Float64Array(2 * HALF);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** How many values were clamped, or lay so near one hour that they share its count. */
  get clamped(): number {
    return this.#counts[indexOf(HIGHEST)] ?? 0;
  }

  /** Records one value; negatives (a clock that stepped) count as 0, values above one hour as one hour. */
  record(value: number): void {
    if (value >= 0 && value <= INT32_MAX) {
      const v = value | 0;
      const shift = 31 - HALF_BITS - Math.clz32(v);
      const index = shift > 0 ? (shift << HALF_BITS) + (v >> shift) : v;
      const counts = this.#counts;
      if (index < counts.length) {
        counts[index]! += 1;
        this.#count += 1;
        return;
      }
    }
    this.#addAt(indexOf(clamp(value)), 1);
  }

  add(other: Histogram): this {
    if (other.#count === 0) return this;
    const theirs = other.#counts;
    this.#reach(theirs.length);
    const ours = this.#counts;
    for (let i = 0; i < theirs.length; i++) ours[i]! += theirs[i]!;
    this.#count += other.#count;
    return this;
  }

  copy(): Histogram {
    const twin = new Histogram();
    twin.#counts = this.#counts.slice();
    twin.#count = this.#count;
    return twin;
  }

  reset(): void {
    if (this.#count === 0) return;
    this.#counts.fill(0);
    this.#count = 0;
  }

  /** The value at or below which `percent` of the values lie. */
  percentile(percent: number): number {
    if (this.#count === 0) return 0;
    const rank = rankOf(percent, this.#count);
    let seen = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i]!;
      if (seen >= rank) return percent === 0 ? lowestOf(i) : highestOf(i);
    }
    return 0;
  }

  quantiles(): Quantiles {
    if (this.#count === 0) return NO_QUANTILES;
    return {
      count: this.#count,
      min: this.percentile(0),
      p50: this.percentile(50),
      p90: this.percentile(90),
      p95: this.percentile(95),
      p99: this.percentile(99),
      p999: this.percentile(99.9),
      max: this.percentile(100),
      mean: this.#mean(),
    };
  }

  /** How many values are at or below `value`, to the histogram's resolution: for cumulative buckets. */
  countUpTo(value: number): number {
    let sum = 0;
    for (let i = 0; i < this.#counts.length && highestOf(i) <= value; i++) sum += this.#counts[i]!;
    return sum;
  }

  /** The recorded values in ascending order with their counts; each stands for up to 0.1 % below it. */
  *recorded(): Generator<{ value: number; count: number }> {
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!;
      if (count > 0) yield { value: highestOf(i), count };
    }
  }

  /** The counts in use as index, count, index, count ...: what travels between processes of one version. */
  pack(): number[] {
    const packed: number[] = [];
    const counts = this.#counts;
    for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) packed.push(i, counts[i]!);
    return packed;
  }

  /** Throws an Error where the numbers are no packed histogram. */
  static unpack(packed: readonly number[]): Histogram {
    const histogram = new Histogram();
    for (let at = 0; at < packed.length; at += 2) {
      const index = packed[at]!;
      const count = packed[at + 1]!;
      const fits = Number.isInteger(index) && index >= 0 && index <= indexOf(HIGHEST);
      if (!fits || !Number.isSafeInteger(count) || count <= 0) throw new Error('these are no packed counts');
      histogram.#addAt(index, count);
    }
    return histogram;
  }

  /** HdrHistogram V2, compressed, base64: what every other HdrHistogram library reads. */
  encode(): string {
    const carrier = build({
      bitBucketSize: 64,
      lowestDiscernibleValue: 1,
      highestTrackableValue: HIGHEST,
      numberOfSignificantValueDigits: DIGITS,
      autoResize: false,
      useWebAssembly: false,
    });
    if (!(carrier instanceof JsHistogram))
      throw new Error('hdr-histogram-js built a histogram of another kind');
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!;
      if (count > 0) carrier.setCountAtIndex(i, count);
    }
    carrier.establishInternalTackingValues(this.#counts.length);
    return encodeIntoCompressedBase64(carrier);
  }

  /** Throws an Error where the text is no histogram; other ranges and precisions are read into ours. */
  static decode(text: string): Histogram {
    if (text.length > MAX_ENCODED_CHARS) throw new Error('the text is too long for a histogram');
    const carrier = decodeFromCompressedBase64(text, 64, false);
    if (!(carrier instanceof JsHistogram)) throw new Error('the text holds a histogram of another kind');
    const histogram = new Histogram();
    if (carrier.totalCount === 0) return histogram;
    const used = Math.min(carrier.countsArrayLength, carrier.countsArrayIndex(carrier.maxValue) + 1);
    histogram.#reach(indexOf(clamp(carrier.maxValue)) + 1);
    for (let i = 0; i < used; i++) {
      const count = carrier.getCountAtIndex(i);
      if (count > 0) histogram.#addAt(indexOf(clamp(carrier.valueFromIndex(i))), count);
    }
    return histogram;
  }

  #mean(): number {
    let sum = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!;
      if (count > 0) sum += count * middleOf(i);
    }
    return Math.round((sum / this.#count) * 100) / 100;
  }

  #addAt(index: number, count: number): void {
    this.#reach(index + 1);
    this.#counts[index]! += count;
    this.#count += count;
  }

  #reach(length: number): void {
    if (length <= this.#counts.length) return;
    const grown = new Float64Array(Math.ceil(length / HALF) * HALF);
    grown.set(this.#counts);
    this.#counts = grown;
  }
}

function clamp(value: number): number {
  if (value > HIGHEST) return HIGHEST;
  return value > 0 ? Math.floor(value) : 0;
}

/** Of an integer from 0 to HIGHEST. */
function indexOf(value: number): number {
  const shift = 31 - HALF_BITS - Math.clz32(value);
  return shift > 0 ? (shift << HALF_BITS) + (value >>> shift) : value;
}

function lowestOf(index: number): number {
  const shift = shiftOf(index);
  return (index - shift * HALF) * 2 ** shift;
}

function highestOf(index: number): number {
  return lowestOf(index) + 2 ** shiftOf(index) - 1;
}

function middleOf(index: number): number {
  return lowestOf(index) + Math.floor(2 ** shiftOf(index) / 2);
}

function shiftOf(index: number): number {
  return Math.max(0, Math.floor(index / HALF) - 1);
}

/** How many values must lie at or below the percentile; the tiny step down undoes what doubles round up. */
function rankOf(percent: number, count: number): number {
  const exact = (Math.min(percent, 100) / 100) * count;
  return Math.max(1, Math.ceil(exact - exact * Number.EPSILON));
}
