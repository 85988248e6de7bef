// The guide's numbers, alike for both of its platforms but for the path and the window.
import type { Presets } from '../platform.ts';

const guide = <T>(value: T) => ({ value, source: 'guide' as const });

export function guidePresets(path: string, ackWindow: number): Presets {
  return {
    path: guide(path),
    token: guide('query'),
    connectionLimit: guide(250),
    ackWindow: guide(ackWindow),
    pingIntervalUs: guide(20_000_000),
    pingTimeoutUs: guide(10_000_000),
    closeTimeoutUs: guide(5_000_000),
    jitterUs: guide([100_000, 500_000] as const),
    processingUs: guide(500_000),
    receiveBuffer: guide(1_000),
    highWater: guide(200),
  };
}
