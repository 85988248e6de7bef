// What a table of a run's page is: every cell already the text to show.

export interface Cell {
  readonly text: string;
  readonly tone?: 'good' | 'warn' | 'bad' | 'dim';
}

export interface Table {
  readonly title: string;
  /** Where on the page: beside the verdict, among the measurements, or at the very end. */
  readonly place: 'top' | 'middle' | 'end';
  /** Empty for a table that needs no head. */
  readonly columns: readonly string[];
  /** How many columns from the left hold words; the others hold numbers. */
  readonly words: number;
  readonly rows: readonly (readonly Cell[])[];
  readonly note?: string;
}
