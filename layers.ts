// Who may import whom: the whole architecture as one table, enforced by test/layers.test.ts.
// A change here is a change of the design and edits ARCHITECTURE.md in the same commit.

export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  wire: ['base'],
  plan: ['base'],
  metrics: ['base'],
  platform: ['base'],
  steering: ['base', 'plan', 'metrics'],
  config: ['base', 'plan', 'metrics', 'platform'],
  engine: ['base', 'wire', 'plan', 'metrics', 'platform'],
  output: ['base', 'plan', 'metrics'],
  simulator: ['base', 'plan', 'metrics'],
  run: ['base', 'wire', 'plan', 'metrics', 'steering', 'platform', 'config', 'engine', 'output', 'simulator'],
  cli: [
    'base',
    'wire',
    'plan',
    'metrics',
    'steering',
    'platform',
    'config',
    'engine',
    'output',
    'simulator',
    'run',
  ],
};
