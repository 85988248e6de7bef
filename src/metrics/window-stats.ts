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

interface MemoryPoint {
  readonly endUs: number;
  readonly open: number;
  readonly rssBytes: number;
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
  #points: MemoryPoint[] = [];
  /** Every so many windows leave a memory point. */
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
    const n = this.#cpu.count;
    const allButOne = n < 2 ? 100 : (100 * (n - 1.5)) / n;
    return this.#cpu.percentile(Math.min(95, allButOne)) / CPU_STEPS;
  }

  /** The generator's memory from the beginning to the end of the plateau; null where that was too short. */
  memoryGrowth(atLeastUs: number): MemoryGrowth | null {
    const peak = this.#points.reduce((most, point) => Math.max(most, point.open), 0);
    const plateau = this.#points.filter((point) => point.open >= PLATEAU_SHARE * peak);
    const tenth = Math.max(1, Math.floor(plateau.length / 10));
    const settled = plateau.slice(tenth); // what is only warming up is no growth
    const spanUs = plateau.length < 4 ? 0 : settled.at(-1)!.endUs - plateau[0]!.endUs;
    if (peak === 0 || spanUs < atLeastUs) return null;
    const fromBytes = medianBytes(settled.slice(0, tenth));
    const toBytes = medianBytes(settled.slice(-tenth));
    return fromBytes > 0 ? { fromBytes, toBytes, share: toBytes / fromBytes - 1, spanUs } : null;
  }

  #addPoint({ endUs, gauges, health }: Snapshot): void {
    if (health.rssBytes === 0) return; // nobody told
    if (this.#points.length === MAX_POINTS) {
      this.#points = this.#points.filter((_, i) => i % 2 === 0);
      this.#stride *= 2;
      if (this.#windows % this.#stride !== 0) return;
    }
    this.#points.push({ endUs, open: gauges.open, rssBytes: health.rssBytes });
  }
}

function medianBytes(points: readonly MemoryPoint[]): number {
  const sorted = points.map((point) => point.rssBytes).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
