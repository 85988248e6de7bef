// Merging and showing can wait a millisecond, a scheduled send can not: where the main process and its workers share
// a core, the workers go first.
import { constants, setPriority } from 'node:os';

/** Lowers the priority of this process, for good; workers that are there already keep the one that they began with. */
export function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not allow it runs as it is.
  }
}
