// What must hold, and where results go.
// One part of the table of settings; see table.ts.
import type { Setting } from './row.ts';

const GROUP = 'Results';

export const RESULT_SETTINGS = [
  {
    name: 'threshold',
    kind: 'list',
    value: '"EXPR"',
    group: GROUP,
    path: 'thresholds',
    help: "what must hold, such as 'handshake.p99<2s' or 'churn<2%'; exit 1 where it does not",
  },
  {
    name: 'out',
    kind: 'string',
    value: 'FOLDER',
    group: GROUP,
    path: 'output.folder',
    default: 'runs',
    help: 'where the run folder is made',
  },
  {
    name: 'name',
    kind: 'string',
    value: 'NAME',
    group: GROUP,
    path: 'name',
    defaultText: '<platform>-<profile>',
    help: "the run's name, part of its folder's name",
  },
  {
    name: 'samples',
    kind: 'integer',
    value: 'N',
    group: GROUP,
    path: 'output.samples',
    max: 100_000,
    default: 0,
    help: 'raw round trips that each worker keeps a second, in samples.ndjson; 0 keeps none',
  },
  {
    name: 'metrics-port',
    kind: 'integer',
    value: 'PORT',
    group: GROUP,
    path: 'output.metricsPort',
    max: 65_535,
    defaultText: 'off',
    help: 'serve /metrics for Prometheus; 0 picks a free port',
  },
  {
    name: 'metrics-host',
    kind: 'string',
    value: 'ADDRESS',
    group: GROUP,
    path: 'output.metricsHost',
    default: '127.0.0.1',
    help: 'address that /metrics listens on',
  },
  {
    name: 'json',
    kind: 'boolean',
    group: GROUP,
    path: 'output.json',
    help: 'print summary.json on stdout',
  },
  { name: 'quiet', kind: 'boolean', group: GROUP, path: 'output.quiet', help: 'no live view' },
] as const satisfies readonly Setting[];
