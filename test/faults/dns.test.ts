// Names that do not exist and resolvers that fail, one test a fault.
// The faults are in dns.ts; what must hold of each is in judge.ts.
import { DNS } from './dns.ts';
import { suite } from './suite.ts';

suite('dns', DNS);
