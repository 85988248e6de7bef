// A host whose clock a test moves by hand: everything a connection's parts need, without a socket or a wait.

import { onTestFinished } from 'bun:test';
import { boardMemory } from '../../src/simulator/board.ts';
import { createHost, type Host } from '../../src/simulator/connection/host.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { defaultSimulatorOptions } from '../../src/simulator/registry.ts';
import type { SimulatorStats } from '../../src/simulator/stats.ts';

export interface ManualHost {
  readonly host: Host;
  nowUs(): number;
  /** Moves the clock, then fires what is due. */
  advance(us: number): void;
  stats(): SimulatorStats;
}

export function manualHost(platform: string, given: Partial<SimulatorOptions> = {}): ManualHost {
  let nowUs = 1_000_000;
  const options = { ...defaultSimulatorOptions(platform), eventRate: 0, pingIntervalUs: 0, ...given };
  const host = createHost(options, boardMemory(options), 0, { nowUs: () => nowUs });
  onTestFinished(() => host.wheel.stop());
  return {
    host,
    nowUs: () => nowUs,
    advance: (us) => {
      nowUs += us;
      host.wheel.run();
    },
    stats: () => host.board.stats(options),
  };
}
