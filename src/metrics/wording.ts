// Numbers in the sentences of reasons, findings and gaps: English, short, the same everywhere.
// Knows nothing of terminals and pages, which format their own columns.
import type { Counts } from './outcome.ts';

/** `12,345`. */
export function sayCount(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 handshake`, `1,200 handshakes`. */
export function sayPlural(n: number, one: string, many = `${one}s`): string {
  return `${sayCount(n)} ${n === 1 ? one : many}`;
}

/** A share of one: `0.13 %`, `2.4 %`, `87 %`; never rounded up to 100 or down to 0. */
export function sayShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return 'under 0.01 %';
  if (percent > 99 && percent < 100) return `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
  if (percent < 1 && percent > 0) return `${percent.toFixed(2)} %`;
  return `${percent.toFixed(percent < 10 && percent > 0 ? 1 : 0)} %`;
}

/** `34 MB`, `1.3 GB`: decimal units. */
export function sayBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** The counts that are not zero, largest first; names decide where they are equal. */
export function largestFirst<K extends string>(counts: Readonly<Counts<K>>): [name: K, count: number][] {
  return (Object.entries(counts) as [K, number][])
    .filter(([, n]) => n > 0)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** `throttled (240), tcp-timeout (3) and 2 more kinds`. */
export function sayLargest(counts: Readonly<Counts<string>>, most = 3): string {
  const all = largestFirst(counts);
  const named = all.slice(0, most).map(([name, n]) => `${name} (${sayCount(n)})`);
  const more = all.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more} more ${more === 1 ? 'kind' : 'kinds'}`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}
