// The crashes that `npm test` has no time for.
import { testCrashes } from './crashes.ts';

testCrashes(6, 48);
