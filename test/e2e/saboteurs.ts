// Which sabotages only a machine with nothing else to do can tell from its own noise.
import type { Sabotage } from '../../endurance/saboteurs.ts';
import { BUSY } from './sums.ts';

export function isLikeABusyMachine({ reasons }: Pick<Sabotage, 'reasons'>): boolean {
  return reasons.some((reason) => BUSY.includes(reason));
}
