// The page of a made-up run, as its data: fed as a run feeds it, moment by moment.
import type { RunEvent } from '../../../src/metrics/record/event.ts';
import { RunRecord } from '../../../src/metrics/record/record.ts';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { CHARTED } from '../../../src/output/page/chart-plans.ts';
import type { PageData } from '../../../src/output/page/data.ts';
import { Page } from '../../../src/output/page/page.ts';
import { Points } from '../../../src/output/page/points.ts';
import type { MadeRun } from '../fixtures.ts';

export function pageOf({ windows, events }: Pick<MadeRun, 'windows' | 'events'>): Page {
  const page = new Page();
  const record = new RunRecord();
  for (const event of events) page.event(event, record.note(event));
  for (const [number, window] of windows.entries()) {
    const moment = { number, window, events: [], samples: [] };
    page.moment(moment, record.add(moment));
  }
  return page;
}

export function dataOf(made: MadeRun): Promise<PageData> {
  return pageOf(made).data(made.run, made.summary);
}

export function pointsOf(windows: Iterable<Snapshot>): Points {
  const points = new Points({ histograms: CHARTED });
  for (const window of windows) points.add(window);
  return points;
}

export const seriesOf = (charts: PageData['charts'], title: string, label: string) =>
  charts.charts.find((chart) => chart.title === title)!.series.find((series) => series.label === label)!
    .values;

export function commandOf(detail: RunEvent['detail'], stages: RunEvent['stages'] = []): RunEvent {
  return { atUs: 50_120_000, kind: 'command', worker: null, connection: null, detail, stages };
}
