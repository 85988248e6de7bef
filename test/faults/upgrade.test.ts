// Upgrades refused, stalled, lied about and broken off, one test a fault.
// The faults are in upgrade.ts; what must hold of each is in judge.ts.
import { suite } from './suite.ts';
import { UPGRADE } from './upgrade.ts';

suite('upgrade', UPGRADE);
