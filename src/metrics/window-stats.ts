// What only the windows one by one can say, and their sum cannot: how many were open on average, how busy the
// generator was in its typical busy second, how its memory moved. Bounded: a run of days costs as much as one
// of minutes. Law: the same windows in the same order give the same figures.
import { US_PER_SECOND } from '../base/time.ts';
import { Histogram } from './histogram.ts';
import type { Snapshot } from './snapshot.ts';

const MAX_POINTS = 2_048;
const CPU_STEPS = 1_000;
/** A plateau is where at least this share of the peak was open. */
const PLATEAU_SHARE = 0.9;

interface Point {
  readonly endUs: number;
  readonly open: number;
  readonly rssBytes: number;
  /** The median round trip of that window; null where nothing was answered. */
  readonly roundTripUs: number | null;
}

/** The median round trip in the middle third of the plateau, and in the last. */
export interface Drift {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface MemoryGrowth {
  readonly fromBytes: number;
  readonly toBytes: number;
  /** 0.15 is 15 % more. */
  readonly share: number;
  /** How long the plateau lasted that was looked at. */
  readonly spanUs: number;
}

export class WindowStats {
  #windows = 0;
  #endUs = Number.NEGATIVE_INFINITY;
  #spanSeconds = 0;
  #openSeconds = 0;
  readonly #cpu = new Histogram();
  readonly #wait = new Histogram();
  readonly #machine = new Histogram();
  #points: Point[] = [];
  /** Every so many windows leave a point. */
  #stride = 1;

  add(window: Snapshot): this {
    if (this.#windows % this.#stride === 0) this.#addPoint(window);
    this.#windows += 1;
    if (!Number.isFinite(window.endUs)) return this; // a second in which no worker told anything
    // Workers' seconds do not begin together, so merged windows overlap a little; no moment counts twice.
    const seconds = Math.max(0, window.endUs - Math.max(window.startUs, this.#endUs)) / US_PER_SECOND;
    this.#endUs = Math.max(this.#endUs, window.endUs);
    this.#spanSeconds += seconds;
    this.#openSeconds += window.gauges.open * seconds;
    this.#cpu.record(Math.round(window.health.cpuShare * CPU_STEPS));
    this.#wait.record(Math.round(window.health.waitShare * CPU_STEPS));
    this.#machine.record(Math.round(window.health.machineShare * CPU_STEPS));
    return this;
  }

  get windows(): number {
    return this.#windows;
  }

  /** The time that the windows cover; gaps between them do not count. */
  get spanSeconds(): number {
    return this.#spanSeconds;
  }

  /** Connections open, averaged over time; 0 where nothing was measured. */
  get averageOpen(): number {
    return this.#spanSeconds === 0 ? 0 : this.#openSeconds / this.#spanSeconds;
  }

  /** CPU of the busiest worker that 95 % of the windows stay at or below; one window alone never decides. */
  get busyCpuShare(): number {
    return busy(this.#cpu);
  }

  /** The same of the time that a worker waited for a core. */
  get busyWaitShare(): number {
    return busy(this.#wait);
  }

  /** The same of all cores of the machine. */
  get busyMachineShare(): number {
    return busy(this.#machine);
  }

  /** The generator's memory from the beginning to the end of the plateau; null where that was too short. */
  memoryGrowth(atLeastUs: number): MemoryGrowth | null {
    const { peak, plateau } = this.#plateau();
    const tenth = Math.max(1, Math.floor(plateau.length / 10));
    const settled = plateau.slice(tenth); // what is only warming up is no growth
    const spanUs = plateau.length < 4 ? 0 : settled.at(-1)!.endUs - plateau[0]!.endUs;
    if (peak === 0 || spanUs < atLeastUs) return null;
    const fromBytes = medianBytes(settled.slice(0, tenth));
    const toBytes = medianBytes(settled.slice(-tenth));
    return fromBytes > 0 ? { fromBytes, toBytes, share: toBytes / fromBytes - 1, spanUs } : null;
  }

  /** Whether round trips had settled while all was open; null where the plateau was shorter, or nothing was answered. */
  drift(atLeastUs: number): Drift | null {
    const { peak, plateau } = this.#plateau();
    const timed = plateau.filter((point) => point.roundTripUs !== null);
    const third = Math.floor(timed.length / 3);
    if (peak === 0 || third < 3 || timed.at(-1)!.endUs - timed[0]!.endUs < atLeastUs) return null;
    const medianUs = (points: readonly Point[]) => medianOf(points.map((point) => point.roundTripUs!));
    return { fromUs: medianUs(timed.slice(third, -third)), toUs: medianUs(timed.slice(-third)) };
  }

  #plateau(): { peak: number; plateau: Point[] } {
    const peak = this.#points.reduce((most, point) => Math.max(most, point.open), 0);
    return { peak, plateau: this.#points.filter((point) => point.open >= PLATEAU_SHARE * peak) };
  }

  #addPoint({ endUs, gauges, health, histograms }: Snapshot): void {
    if (health.rssBytes === 0) return; // nobody told
    if (this.#points.length === MAX_POINTS) {
      this.#points = this.#points.filter((_, i) => i % 2 === 0);
      this.#stride *= 2;
      if (this.#windows % this.#stride !== 0) return;
    }
    const roundTripUs = histograms.roundTrip?.percentile(50) ?? null;
    this.#points.push({ endUs, open: gauges.open, rssBytes: health.rssBytes, roundTripUs });
  }
}

/** What 95 % of the windows stay at or below, or all but one of them. */
function busy(shares: Histogram): number {
  const n = shares.count;
  const allButOne = n < 2 ? 100 : (100 * (n - 1.5)) / n;
  return shares.percentile(Math.min(95, allButOne)) / CPU_STEPS;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function medianBytes(points: readonly Point[]): number {
  return medianOf(points.map((point) => point.rssBytes));
}
