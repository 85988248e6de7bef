// Measurements that are spoiled on purpose by what a busy machine does too, each once, and a healthy one: so nothing else
// may keep this machine busy. `npm run sabotage` plays each twenty times.
import { expect, setDefaultTimeout } from 'bun:test';
import { playSabotage } from '../../endurance/sabotage.ts';
import { SABOTAGES } from '../../endurance/saboteurs.ts';
import { testOnLinux } from './processes.ts';
import { isLikeABusyMachine } from './saboteurs.ts';
import { BUSY } from './sums.ts';

setDefaultTimeout(120_000);

for (const sabotage of SABOTAGES.filter(isLikeABusyMachine)) {
  testOnLinux(`the verdict sees ${sabotage.name}, and says so`, async () => {
    const { problem, validity, reasons } = await playSabotage(sabotage);
    expect(problem, `${validity}: ${reasons.join(', ')}`).toBeNull();
  });
}

testOnLinux('a healthy run is believed, unless this very machine was too busy', async () => {
  const healthy = SABOTAGES.find(({ reasons }) => reasons.length === 0)!;
  const { reasons } = await playSabotage(healthy);
  expect(reasons.filter((reason) => !BUSY.includes(reason))).toEqual([]);
});
