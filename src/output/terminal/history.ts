// What the live view remembers of past windows: the curve of open connections, the churn of the last minute, the
// last second in which something was measured. Bounded, however long the run.
import { lostOf } from '../../metrics/outcome.ts';
import type { HistogramName, Snapshot } from '../../metrics/snapshot.ts';

const CURVE_POINTS = 512;
const CHURN_WINDOWS = 60;

export class History {
  /** Connections open, oldest first; one point stands for `#stride` windows. */
  #curve: number[] = [];
  #stride = 1;
  #inPoint = 0;
  #recent: { lost: number; open: number; us: number }[] = [];
  #lastWith = new Map<HistogramName, Snapshot>();

  add(window: Snapshot): void {
    this.#addPoint(window.gauges.open);
    const lost = lostOf(window.closes);
    this.#recent.push({ lost, open: window.gauges.open, us: window.endUs - window.startUs });
    if (this.#recent.length > CHURN_WINDOWS) this.#recent.shift();
    for (const name of ['handshakeLatency', 'roundTrip', 'push', 'pingRtt'] as const) {
      if ((window.histograms[name]?.count ?? 0) > 0) this.#lastWith.set(name, window);
    }
  }

  /** The last window that measured any of these, and whether that is `current`. */
  lastWith(name: HistogramName): Snapshot | undefined {
    return this.#lastWith.get(name);
  }

  /** Connections lost a minute over the last minute, as a share of those open; undefined where none were. */
  churnShare(): number | undefined {
    let lost = 0;
    let openUs = 0;
    for (const window of this.#recent) {
      lost += window.lost;
      openUs += window.open * window.us;
    }
    return openUs > 0 ? (lost * 60_000_000) / openUs : undefined;
  }

  /** The whole curve in at most `points` values, each the highest of its share of the run. */
  curve(points: number): number[] {
    const size = this.#curve.length;
    if (size <= points) return [...this.#curve];
    return Array.from({ length: points }, (_, i) => {
      const from = Math.floor((i * size) / points);
      const to = Math.max(from + 1, Math.floor(((i + 1) * size) / points));
      return Math.max(...this.#curve.slice(from, to));
    });
  }

  #addPoint(open: number): void {
    if (this.#inPoint > 0) this.#curve[this.#curve.length - 1] = Math.max(this.#curve.at(-1)!, open);
    else this.#curve.push(open);
    this.#inPoint = (this.#inPoint + 1) % this.#stride;
    if (this.#curve.length < CURVE_POINTS || this.#inPoint !== 0) return;
    const halved: number[] = [];
    for (let i = 0; i < this.#curve.length; i += 2)
      halved.push(Math.max(this.#curve[i]!, this.#curve[i + 1] ?? 0));
    this.#curve = halved;
    this.#stride *= 2;
  }
}
