// Measurements that are spoiled on purpose by what no busy machine does: the verdict names it, whatever else it says.
import { expect, setDefaultTimeout } from 'bun:test';
import { playSabotage } from '../../endurance/sabotage.ts';
import { SABOTAGES } from '../../endurance/saboteurs.ts';
import { testOnLinux } from './processes.ts';
import { isLikeABusyMachine } from './saboteurs.ts';

setDefaultTimeout(120_000);

for (const sabotage of SABOTAGES.filter((one) => one.reasons.length > 0 && !isLikeABusyMachine(one))) {
  testOnLinux(`the verdict sees ${sabotage.name}, and says so`, async () => {
    const { problem, validity, reasons } = await playSabotage(sabotage);
    expect(problem, `${validity}: ${reasons.join(', ')}`).toBeNull();
  });
}
