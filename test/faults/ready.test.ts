// Upgrades that lead to no session, one test a fault.
// The faults are in ready.ts; what must hold of each is in judge.ts.
import { READY } from './ready.ts';
import { suite } from './suite.ts';

suite('ready', READY);
