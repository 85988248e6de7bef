// A soak's processes as one table for people. Pure: figures in, text out.
import type { Fit } from './line-fit.ts';
import type { Judged } from './soak-judge.ts';
import type { SoakLoad } from './soak-run.ts';
import { type Column, showColumns } from './text-table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'process', side: 'left' },
  { title: 'RSS MiB', side: 'right' },
  { title: 'KB/min', side: 'right' },
  { title: '+-', side: 'right' },
  { title: '%/min', side: 'right' },
  { title: 'flat to', side: 'right' },
  { title: 'PSS MiB', side: 'right' },
  { title: 'KB/min', side: 'right' },
  { title: '+-', side: 'right' },
  { title: 'files', side: 'right' },
  { title: '', side: 'left' },
];

const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
const kib = (bytes: number): string => (bytes / 1_024).toFixed(bytes > -10_240 && bytes < 10_240 ? 1 : 0);
const line = ({ slope, margin }: Fit): string[] => [kib(slope), kib(margin)];

export function showSoak(load: SoakLoad, judged: readonly Judged[]): string {
  const rows = judged.map((process) => {
    const { name, rss, pss, limit, isFlat, fewestFiles, mostFiles } = process;
    const files = fewestFiles === mostFiles ? `${mostFiles}` : `${fewestFiles}-${mostFiles}`;
    const share = ((100 * rss.slope) / rss.level).toFixed(2);
    const holds = isFlat && fewestFiles === mostFiles;
    const memory = [mib(rss.level), ...line(rss), share, kib(limit), mib(pss.level), ...line(pss)];
    return [name, ...memory, files, holds ? 'holds' : 'GROWS'];
  });
  const { minutes, connections, rate, workers } = load;
  const about = `${minutes} minutes, ${connections} connections, ${connections * rate} messages a second, ${workers} workers`;
  return `${about}; slopes of the second half, from what remains after each collection\n\n${showColumns(COLUMNS, rows)}`;
}
