// Ports that refuse, overflow and swallow, and limits of this machine, one test a fault.
// The faults are in tcp.ts; what must hold of each is in judge.ts.
import { suite } from './suite.ts';
import { TCP } from './tcp.ts';

suite('tcp', TCP);
