// The monotonic clock of the machine in microseconds. Bun counts nanoseconds from the start of its process,
// fast; the offset to CLOCK_MONOTONIC, read once, makes all processes of one machine agree.
import type { Clock } from '../base/time.ts';

function monotonicOffsetUs(): number {
  const before = Bun.nanoseconds();
  const monotonicNs = process.hrtime.bigint();
  const after = Bun.nanoseconds();
  return Number(monotonicNs / 1_000n) - Math.round((before + after) / 2_000);
}

const offsetUs = monotonicOffsetUs();

export const monotonicClock: Clock = {
  nowUs: () => offsetUs + Math.floor(Bun.nanoseconds() / 1_000),
};

/** Microseconds since 1970 by the wall clock: only to compare with a platform's own stamps. */
export function wallClockUs(): number {
  return (performance.timeOrigin + performance.now()) * 1_000;
}
