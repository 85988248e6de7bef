// What a chart of a run's page is: plain values, which the page's script draws.

export type ChartUnit = 'count' | 'rate' | 'time' | 'bytes' | 'byteRate' | 'share';

export interface ChartSeries {
  readonly label: string;
  /** A colour of the page's palette. */
  readonly color: 'blue' | 'grey' | 'violet' | 'red' | 'orange' | 'green' | 'teal' | 'pink';
  readonly dash?: boolean;
  readonly fill?: boolean;
  readonly step?: boolean;
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  readonly section: 'load' | 'generator';
  readonly unit: ChartUnit;
  readonly note: string;
  readonly series: readonly ChartSeries[];
}

export interface Charts {
  /** Seconds since the run began, one for each point. */
  readonly atS: readonly number[];
  readonly charts: readonly Chart[];
  /** Seconds one point stands for. */
  readonly pointS: number;
}
