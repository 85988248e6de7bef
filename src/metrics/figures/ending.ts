// How a run came to its end. A line in docs/run-folder.md each.
export const ENDINGS = [
  'completed',
  'limit-found',
  'interrupted',
  'unreachable',
  'failed',
  'recovered',
] as const;
export type Ending = (typeof ENDINGS)[number];
