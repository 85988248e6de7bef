// What a person should know of a run, in plain sentences: what the platform did, and what the generator met.
// Findings explain; they never decide whether a run passed (thresholds) or can be trusted (the verdict).

import type { Finding } from '../figures/shape.ts';
import { ofHandshakes, ofKernel } from './connections.ts';
import { ofGenerator, ofOutputs, ofSettings } from './generator.ts';
import type { FindingsInput } from './input.ts';
import { ofSessions } from './sessions.ts';

/** Errors first, then warnings, then what is only good to know. */
export function collectFindings(input: FindingsInput): Finding[] {
  const found = [
    ...ofHandshakes(input),
    ...ofKernel(input),
    ...ofSessions(input),
    ...ofGenerator(input),
    ...ofOutputs(input),
    ...ofSettings(input),
  ];
  const rank = { error: 0, warning: 1, info: 2 } as const;
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
