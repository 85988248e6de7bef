// Ends of open connections, one test a fault.
// The faults are in closes.ts; what must hold of each is in judge.ts.
import { CLOSES } from './closes.ts';
import { suite } from './suite.ts';

suite('closes', CLOSES);
