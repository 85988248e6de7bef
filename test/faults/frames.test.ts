// Frames that break RFC 6455 or ask for too much, one test a fault.
// The faults are in frames.ts; what must hold of each is in judge.ts.
import { FRAMES } from './frames.ts';
import { suite } from './suite.ts';

suite('frames', FRAMES);
