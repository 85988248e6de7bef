// The events of a run as its folder has them: why each handshake failed and each connection ended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Detail {
  readonly [key: string]: unknown;
}

/** The `failure` and `close` events of the run. */
export function eventsOf({ folder }: { readonly folder: string }, kind: 'failure' | 'close'): Detail[] {
  const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { kind: string; detail: Detail });
  return events.filter((event) => event.kind === kind).map((event) => event.detail);
}
