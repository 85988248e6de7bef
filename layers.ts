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

/**
 * The same inside a folder, where its parts are more than a list: who of them may import whom; `.` is the files that lie
 * directly in it. Files of one part may import one another, and none of all of `src` may be in a circle.
 */
export const INNER: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  engine: {
    loop: [],
    transport: ['loop'],
    shared: ['loop', 'transport'],
    '.': ['shared'],
    talk: ['loop', 'transport', 'shared'],
    connection: ['loop', 'transport', 'shared', 'talk'],
    load: ['.', 'loop', 'shared', 'connection'],
    worker: ['.', 'loop', 'transport', 'shared', 'load'],
    local: ['.', 'loop', 'shared'],
  },
  metrics: {
    '.': [],
    figures: ['.'],
    record: ['.', 'figures'],
    threshold: ['.', 'figures'],
    verdict: ['.', 'figures', 'record', 'threshold'],
    findings: ['.', 'figures', 'record'],
    summary: ['.', 'figures', 'record', 'threshold', 'verdict', 'findings'],
  },
  config: {
    '.': [],
    settings: ['.'],
    read: ['.', 'settings'],
    compile: ['.', 'settings', 'read'],
  },
  output: {
    '.': [],
    record: ['.'],
    page: ['.'],
    terminal: ['.'],
    prometheus: ['.'],
  },
};
