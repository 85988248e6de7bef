// Certificates and handshakes that go wrong, one test a fault.
// The faults are in tls.ts; what must hold of each is in judge.ts.
import { suite } from './suite.ts';
import { TLS } from './tls.ts';

suite('tls', TLS);
