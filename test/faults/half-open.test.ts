// Peers that vanish or never read, one test a fault.
// The faults are in half-open.ts; what must hold of each is in judge.ts.
import { HALF_OPEN } from './half-open.ts';
import { suite } from './suite.ts';

suite('half-open', HALF_OPEN);
