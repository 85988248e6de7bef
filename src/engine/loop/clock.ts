// The clock of the machine in microseconds since 1970: monotonic, and one for all processes. Bun counts from the
// start of its process, fast and never backwards; where that start lies is read from the wall clock once. So a
// later step of the wall clock moves nothing, and processes agree to the precision of one reading.
import type { Clock } from '../../base/time.ts';

function originUs(): number {
  const wallUs = (performance.timeOrigin + performance.now()) * 1_000;
  return Math.round(wallUs - Bun.nanoseconds() / 1_000);
}

const offsetUs = originUs();

export const monotonicClock: Clock = {
  nowUs: () => offsetUs + Math.floor(Bun.nanoseconds() / 1_000),
};

/** More than any channel delays a message: then the wall clock was stepped between two processes' starts. */
const MAX_SKEW_US = 1_000_000;

/** A time that another process named at `sentUs` of its clock, on this process' clock. */
export function fromOtherProcess(timeUs: number, sentUs: number): number {
  const nowUs = monotonicClock.nowUs();
  return Math.abs(nowUs - sentUs) <= MAX_SKEW_US ? timeUs : nowUs + (timeUs - sentUs);
}
