// Tests that need a program nobody here wrote (HAProxy, Prometheus, ...): where it is missing they are skipped,
// saying what to install; under CI a missing program fails them instead, so that no test is lost unnoticed.
import { test } from 'bun:test';
import { existsSync } from 'node:fs';

export interface Component {
  readonly name: string;
  /** A file that is there when the component is. */
  readonly path: string;
  readonly install: string;
}

export const HAPROXY: Component = {
  name: 'HAProxy',
  path: '/usr/sbin/haproxy',
  install: 'apt-get install haproxy',
};
export const PROMETHEUS: Component = {
  name: 'Prometheus',
  path: '/usr/bin/prometheus',
  install: 'apt-get install prometheus',
};
export const PROMTOOL: Component = { ...PROMETHEUS, name: 'promtool', path: '/usr/bin/promtool' };
export const PYTHON_WEBSOCKETS: Component = {
  name: "Debian's python3-websockets",
  path: '/usr/lib/python3/dist-packages/websockets/__init__.py',
  install: 'apt-get install python3-websockets',
};
export const OPENSSL: Component = {
  name: 'openssl',
  path: '/usr/bin/openssl',
  install: 'apt-get install openssl',
};
export const NFTABLES: Component = {
  name: 'nftables',
  path: '/usr/sbin/nft',
  install: 'apt-get install nftables',
};
export const IPROUTE2: Component = {
  name: 'iproute2',
  path: '/usr/sbin/ip',
  install: 'apt-get install iproute2',
};
export const FAKETIME: Component = {
  name: 'libfaketime',
  path: '/usr/bin/faketime',
  install: 'apt-get install faketime',
};
export const E2FSPROGS: Component = {
  name: 'mkfs.ext4',
  path: '/usr/sbin/mkfs.ext4',
  install: 'apt-get install e2fsprogs',
};

export const TCPDUMP: Component = {
  name: 'tcpdump',
  path: '/usr/bin/tcpdump',
  install: 'apt-get install tcpdump',
};
export const CHROMIUM: Component = {
  name: 'Chromium',
  path: '/usr/bin/chromium',
  install: 'apt-get install chromium',
};
export const C_COMPILER: Component = {
  name: 'a C compiler',
  path: '/usr/bin/cc',
  install: 'apt-get install gcc',
};
export const LINUX_HEADERS: Component = {
  name: 'the C headers of Linux',
  path: '/usr/include/linux/net_tstamp.h',
  install: 'apt-get install libc6-dev',
};
export const HDR_HISTOGRAM_JAVA: Component = {
  name: 'HdrHistogram for Java',
  path: '/usr/share/java/hdrhistogram.jar',
  install: 'apt-get install libhdrhistogram-java',
};
export const JDK: Component = {
  name: 'a JDK',
  path: '/usr/bin/javac',
  install: 'apt-get install default-jdk-headless',
};

/** A test that runs only where all its components are there. */
export function testWith(
  components: readonly Component[],
  name: string,
  body: () => Promise<void>,
  timeoutMs?: number,
) {
  const missing = components.filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return test(name, body, timeoutMs);
  const what = missing.map((component) => `${component.name} (${component.install})`).join(', ');
  if (process.env.CI !== undefined) {
    return test(name, () => {
      throw new Error(`under CI nothing is skipped, and this is missing: ${what}`);
    });
  }
  process.stderr.write(`skipped: ${name}: install ${what}\n`);
  return test.skip(name, body);
}
