// Starts simulators for a test and stops them after it, whatever became of the test.

import { onTestFinished } from 'bun:test';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { defaultSimulatorOptions } from '../../src/simulator/registry.ts';
import { type RunningSimulator, startSimulator } from '../../src/simulator/simulator.ts';
import type { SimulatorStats } from '../../src/simulator/stats.ts';
import { until } from '../until.ts';

/** A simulator on a free port, with the platform's presets but no events and no pings of its own; for one test. */
export async function simulate(
  platform: string,
  options: Partial<SimulatorOptions> = {},
): Promise<RunningSimulator> {
  const quiet = { ...defaultSimulatorOptions(platform), port: 0, eventRate: 0, pingIntervalUs: 0 };
  const simulator = await startSimulator({ ...quiet, ...options });
  onTestFinished(() => simulator.stop());
  return simulator;
}

/** The figures as GET /stats gives them. */
export async function readStats(simulator: RunningSimulator, ca?: string): Promise<SimulatorStats> {
  const response = await fetch(simulator.statsUrl, ca === undefined ? {} : { tls: { ca } });
  return (await response.json()) as SimulatorStats;
}

/** Waits for figures that are so; they are the last ones read. */
export async function statsWhere(
  simulator: RunningSimulator,
  isSo: (stats: SimulatorStats) => boolean,
  what: string,
): Promise<SimulatorStats> {
  let stats = await readStats(simulator);
  const isNowSo = async () => {
    stats = await readStats(simulator);
    return isSo(stats);
  };
  await until(isNowSo, what, { seen: () => stats });
  return stats;
}

export function sum(table: Readonly<Record<string, number>>): number {
  return Object.values(table).reduce((total, n) => total + n, 0);
}
