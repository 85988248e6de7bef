// What only windows one by one tell: averages, the typical busy second, growth of memory.
import { describe, expect, test } from 'bun:test';
import { emptySnapshot, type Snapshot } from '../../src/metrics/snapshot.ts';
import { WindowStats } from '../../src/metrics/window-stats.ts';

const SECOND = 1_000_000;

function windowAt(second: number, open: number, cpuShare = 0.1, rssBytes = 1e8): Snapshot {
  const gauges = { target: open, open, connecting: 0, waiting: 0, outstanding: 0, sockets: 0 };
  return {
    ...emptySnapshot(),
    startUs: second * SECOND,
    endUs: (second + 1) * SECOND,
    gauges,
    health: { ...emptySnapshot().health, cpuShare, rssBytes },
  };
}

function statsOf(windows: Iterable<Snapshot>): WindowStats {
  const stats = new WindowStats();
  for (const window of windows) stats.add(window);
  return stats;
}

describe('window statistics', () => {
  test('average what is open over time, not over windows', () => {
    const long = { ...windowAt(0, 10), endUs: 3 * SECOND };
    const stats = statsOf([long, windowAt(3, 50)]);
    expect(stats.spanSeconds).toBe(4);
    expect(stats.averageOpen).toBe(20);
    expect(new WindowStats().averageOpen).toBe(0);
  });

  test('count no moment twice where windows overlap, and none where they leave a gap', () => {
    const early = { ...windowAt(1, 30), startUs: 0.5 * SECOND };
    const stats = statsOf([windowAt(0, 10), early, emptySnapshot(), windowAt(5, 20)]);
    expect(stats.windows).toBe(4);
    expect(stats.spanSeconds).toBe(3);
    expect(stats.averageOpen).toBe(20);
  });

  test('never let one busy second decide', () => {
    const idle = Array.from({ length: 9 }, (_, i) => windowAt(i, 1, 0.3));
    expect(statsOf([...idle, windowAt(9, 1, 0.99)]).busyCpuShare).toBe(0.3);
    expect(statsOf([...idle, windowAt(9, 1, 0.99), windowAt(10, 1, 0.98)]).busyCpuShare).toBe(0.98);
    expect(statsOf([windowAt(0, 1, 0.2), windowAt(1, 1, 0.99)]).busyCpuShare).toBe(0.2);
    expect(statsOf([windowAt(0, 1, 0.99)]).busyCpuShare).toBe(0.99);
    const many = Array.from({ length: 100 }, (_, i) => windowAt(i, 1, i < 6 ? 0.9 : 0.4));
    expect(statsOf(many).busyCpuShare).toBe(0.9);
    expect(statsOf(many.slice(1)).busyCpuShare).toBe(0.9);
    expect(statsOf(many.slice(2)).busyCpuShare).toBe(0.4);
  });

  test('see memory grow while the load stands still, however long the run', () => {
    for (const seconds of [700, 14_400]) {
      const growing = Array.from({ length: seconds }, (_, i) =>
        windowAt(i, 225, 0.1, 1e8 * (1 + (0.5 * i) / seconds)),
      );
      const growth = statsOf(growing).memoryGrowth(600 * SECOND);
      expect(growth!.share).toBeGreaterThan(0.3);
      expect(growth!.share).toBeLessThan(0.5);
      expect(growth!.spanUs / SECOND).toBeGreaterThan(seconds - 10);
    }
  });

  test('take neither a climbing load nor a short one for growth', () => {
    const climbing = Array.from({ length: 3_000 }, (_, i) => windowAt(i, i + 1, 0.1, 1e6 * (i + 1)));
    expect(statsOf(climbing).memoryGrowth(600 * SECOND)).toBeNull();
    const short = Array.from({ length: 599 }, (_, i) => windowAt(i, 5, 0.1, 1e6 * (i + 1)));
    expect(statsOf(short).memoryGrowth(600 * SECOND)).toBeNull();
    expect(statsOf([]).memoryGrowth(0)).toBeNull();
  });

  test('leave the warm-up out of the growth', () => {
    const warming = Array.from({ length: 1_000 }, (_, i) => windowAt(i, 225, 0.1, i < 60 ? 5e7 : 1e8));
    expect(statsOf(warming).memoryGrowth(600 * SECOND)!.share).toBe(0);
  });
});
