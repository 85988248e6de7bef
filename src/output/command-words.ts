// What steering told a run to do, in words that a person understands without knowing of commands. Reads the event as it was
// recorded, of this version or another: what it does not know it shows as it is.

import type { Stage } from '../base/stage.ts';
import { formatDurationUs } from '../base/time.ts';
import { CLOSE_CAUSES, FAILURE_KINDS } from '../metrics/outcome.ts';
import type { RunEvent } from '../metrics/record/event.ts';
import { formatCount, formatPlural } from './numbers.ts';
import { limitWords } from './words.ts';

/** Without a full stop; null where the event is no command. */
export function commandWords({ kind, detail, stages = [] }: RunEvent): string | null {
  if (kind !== 'command') return null;
  const figure = (name: string) => (typeof detail[name] === 'number' ? (detail[name] as number) : undefined);
  switch (detail.because) {
    case 'limit':
      return `the ramp stops climbing: ${refusal(detail.limitedBy)} at ${count(figure('target'))}, ${holding(stages)}`;
    case 'struggle':
      return `goes on in steps of ${count(figure('increment'))}: ${detail.struggle ?? 'the target struggles'}`;
    case 'unreachable': {
      const failed = figure('failed');
      const tried = failed === undefined ? '' : `, ${formatPlural(failed, 'handshake')} failed`;
      return `the load ends: nothing ever opened${tried}`;
    }
    case 'interrupt':
      return 'the load ends: it was interrupted';
    default:
      return Object.entries(detail)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ');
  }
}

function count(n: number | undefined): string {
  return n === undefined ? 'an unknown number' : formatCount(n);
}

/** `throttled`, and of anything else what it means. */
function refusal(limitedBy: unknown): string {
  const known = [...FAILURE_KINDS, ...CLOSE_CAUSES].find((name) => name === limitedBy);
  return known === undefined || known === 'throttled' ? String(limitedBy) : limitWords(known);
}

/** `holds 220 for 3 s`. */
function holding([stage]: readonly Stage[]): string {
  return stage === undefined || stage.durationUs === 0
    ? 'and ends'
    : `holds ${formatCount(stage.target)} for ${formatDurationUs(stage.durationUs)}`;
}
