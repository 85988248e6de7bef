// docs/outcomes.md against the closed unions: each member has its line under its own heading, in the union's order.
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CLOSE_CAUSES, FAILURE_KINDS, NOT_ATTEMPTED } from '../../src/metrics/outcome.ts';

const TEXT = readFileSync(resolve(import.meta.dir, '../../docs/outcomes.md'), 'utf8');

/** The cells of each table row below a heading. */
function rowsBelow(heading: string): string[][] {
  const section = TEXT.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => /^\| +[^-]/.test(line));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const SECTIONS: Record<string, readonly string[]> = {
  'Not attempted': NOT_ATTEMPTED,
  Failures: FAILURE_KINDS,
  Closes: CLOSE_CAUSES,
};
for (const [heading, members] of Object.entries(SECTIONS)) {
  test(`${heading}: every member, what it means, what to look at first`, () => {
    const rows = rowsBelow(heading);
    expect(rows.map(([member]) => member)).toEqual(members.map((member) => `\`${member}\``));
    const short = rows.filter(
      ([, meaning = '', first = '', ...more]) => meaning.length < 10 || first.length < 4 || more.length > 0,
    );
    expect(short).toEqual([]);
  });
}
