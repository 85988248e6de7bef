// Durations inside the program are integer microseconds; people's words for them are parsed here, once.
// Knows no clock: whoever needs "now" is handed a Clock.

/** Microseconds of a monotonic clock, since 1970 by the wall clock of when the process began. */
export interface Clock {
  nowUs(): number;
}

export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;

const UNIT_US: Record<string, number> = {
  us: 1,
  ms: US_PER_MS,
  s: US_PER_SECOND,
  m: 60 * US_PER_SECOND,
  min: 60 * US_PER_SECOND,
  h: 3_600 * US_PER_SECOND,
};

const PART = /(\d+(?:\.\d+)?)(us|ms|min|s|m|h)/y;

/**
 * `"1h30m"`, `"0.5s"`, `"100ms"` as integer microseconds; undefined where the text is no duration.
 * A bare number is none: a duration without a unit is what this project's users were hurt by.
 */
export function parseDurationUs(text: string): number | undefined {
  const compact = text.trim();
  if (compact === '0') return 0;
  let totalUs = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < compact.length) {
    const part = PART.exec(compact);
    if (!part) return undefined;
    totalUs += Number(part[1]) * UNIT_US[part[2]!]!;
  }
  return compact.length === 0 ? undefined : Math.round(totalUs);
}

/** Microseconds as people read them: `850 us`, `12.3 ms`, `1.25 s`, `4 m 05 s`, `2 h 00 m`. */
export function formatDurationUs(us: number): string {
  if (us < US_PER_MS) return `${Math.round(us)} us`;
  if (us < 9.995 * US_PER_MS) return `${(us / US_PER_MS).toFixed(2)} ms`;
  if (us < 999.5 * US_PER_MS) return `${(us / US_PER_MS).toFixed(us < 99.95 * US_PER_MS ? 1 : 0)} ms`;
  const seconds = us / US_PER_SECOND;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 119.5) return `${seconds.toFixed(seconds < 59.95 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole < 3_600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} m`;
}
