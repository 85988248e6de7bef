// A run's description for the tests: a ramp on real time against a checked address. Tests change what matters.
import type { RunDescription } from '../../src/metrics/run-description.ts';

export function description(parts: Partial<RunDescription> = {}): RunDescription {
  return {
    name: 'evening',
    startedAt: '2026-11-24T02:58:00.000Z',
    platform: 'genesys-guide',
    profile: 'ramp-up',
    target: 'ws://127.0.0.1:40123/api/v2/engagements/websocket',
    seeksLimit: true,
    peakTarget: 250,
    timeScale: 1,
    certificateChecked: true,
    resumesTls: false,
    memoryBytes: 16e9,
    ...parts,
  };
}
