// The page of a run, gathered while it lasts: a fold of its moments and events into what report.html shows. Fed by the run
// itself as it goes, or from its folder years later. Bounded: nothing of it grows with the length of the run for long.

import type { Summary } from '../../metrics/figures/shape.ts';
import type { RunEvent } from '../../metrics/record/event.ts';
import { NO_FACTS, type RunFacts } from '../../metrics/record/facts.ts';
import type { Moment } from '../../metrics/record/moment.ts';
import type { RunRecord } from '../../metrics/record/record.ts';
import { playedProfile } from '../../plan/replan.ts';
import type { Output } from '../output.ts';
import type { RunInfo } from '../run-info.ts';
import { CHARTED } from './chart-plans.ts';
import { buildCharts } from './charts.ts';
import { buildPageData, type PageData } from './data.ts';
import { EventRows } from './events.ts';
import { renderPage } from './html.ts';
import { Points } from './points.ts';

export class Page {
  readonly #points = new Points({ histograms: CHARTED });
  readonly #events = new EventRows();
  #facts: RunFacts = NO_FACTS;

  moment({ window, events }: Moment, record: RunRecord): void {
    for (const event of events) this.event(event, record);
    this.#points.add(window);
  }

  event(event: RunEvent, { facts }: RunRecord): void {
    this.#events.add(event);
    this.#facts = facts;
  }

  async data(run: RunInfo, summary: Summary): Promise<PageData> {
    const played = playedProfile(run.plan.profile, this.#facts.replans);
    const charts = await buildCharts(this.#points);
    return buildPageData({ run, summary, played, charts, events: this.#events.list() });
  }

  /** The whole file. Lets the process do other things meanwhile. */
  async render(run: RunInfo, summary: Summary): Promise<string> {
    return renderPage(await this.data(run, summary));
  }
}

/** The page as an output of a run that is being played. */
export class PageOutput implements Output {
  readonly name = 'the page';
  readonly #page = new Page();
  readonly #write: (html: string) => Promise<void>;
  #run: RunInfo | undefined;

  /** `write` puts the file into its place, whole or not at all. */
  constructor(write: (html: string) => Promise<void>) {
    this.#write = write;
  }

  async start(run: RunInfo): Promise<void> {
    this.#run = run;
  }

  moment(moment: Moment, record: RunRecord): void {
    this.#page.moment(moment, record);
  }

  event(event: RunEvent, record: RunRecord): void {
    this.#page.event(event, record);
  }

  async finish(summary: Summary): Promise<void> {
    if (this.#run !== undefined) await this.#write(await this.#page.render(this.#run, summary));
  }
}
