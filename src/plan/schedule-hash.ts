// The schedule's fingerprint: two runs with the same one asked the same of their targets at the same moments, however
// their plans were dealt to workers, and whatever the target was.
import { createHash } from 'node:crypto';
import type { Replan } from '../base/stage.ts';
import type { Plan } from './plan.ts';
import { schedule } from './schedule.ts';

const FIELDS = 3;
const ENTRIES_AT_ONCE = 4_096;

/** 16 hexadecimal digits over every due time as played, and over what the seed decides later: sends, pings, redials. */
export function scheduleHash(plan: Plan, replans: readonly Replan[] = []): string {
  const { seed, messages, pacing, keepAlive } = plan;
  const hash = createHash('sha256').update(JSON.stringify([seed, messages, pacing, keepAlive]));
  const entries = new Float64Array(FIELDS * ENTRIES_AT_ONCE);
  let filled = 0;
  const flush = () => {
    hash.update(new Uint8Array(entries.buffer, 0, filled * entries.BYTES_PER_ELEMENT));
    filled = 0;
  };
  const whole = { ...plan, shard: { index: 0, count: 1, sharers: 1 } };
  for (const { kind, ordinal, atUs, dueUs } of schedule(whole, replans)) {
    entries[filled++] = kind === 'arrival' ? ordinal : -1 - ordinal;
    entries[filled++] = atUs;
    entries[filled++] = dueUs;
    if (filled === entries.length) flush();
  }
  flush();
  return hash.digest('hex').slice(0, 16);
}
