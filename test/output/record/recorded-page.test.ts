// The page of a record that is not whole: whatever is missing, the page is there and says so.
import { expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { emptySnapshot } from '../../../src/metrics/snapshot.ts';
import { rebuildSummary } from '../../../src/output/record/rebuild.ts';
import { renderRecordedPage } from '../../../src/output/record/recorded-page.ts';
import { makeFolder, record } from '../recorded-run.ts';

for (const names of [['windows.ndjson'], ['events.ndjson'], ['windows.ndjson', 'events.ndjson']]) {
  test(`without ${names.join(' and ')} there is a page, and it names what is missing`, async () => {
    const folder = await makeFolder();
    await record(folder, { windows: [{ ...emptySnapshot(), startUs: 0, endUs: 1e6 }] });
    for (const name of names) await rm(join(folder, name));
    const page = await renderRecordedPage(folder, await rebuildSummary(folder));
    expect(page).toContain('</html>');
    for (const name of names) expect(page).toContain(`the record has no ${name}`);
  });
}
