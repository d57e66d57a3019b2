import { engineRelease } from './engine-release.js';

const built = [
  { platform: 'linux', arch: 'x64', gpu: false },
  { platform: 'linux', arch: 'x64', gpu: true },
  { platform: 'linux', arch: 'arm64', gpu: false },
  { platform: 'darwin', arch: 'arm64', gpu: false },
];

test.each(built)('all that is downloaded for %j is pinned by version and hash', (one) => {
  const release = engineRelease(one);
  const kind = one.gpu ? 'gpu' : 'cpu';
  expect(release.id).toMatch(
    new RegExp(`^tfjs4\\.22\\.0-tf2\\.19\\.0-${one.platform}-${one.arch}-${kind}-[0-9a-f]{8}$`),
  );
  for (const { requirement, sha256 } of release.wheels) {
    expect(requirement).toMatch(/^[a-z0-9-]+==[0-9.]+$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test('every engine has a folder of its own', () => {
  expect(new Set(built.map((one) => engineRelease(one).id)).size).toBe(built.length);
});

const list = 'linux-x64-cpu, linux-x64-gpu, linux-arm64-cpu, darwin-arm64-cpu with glibc';
const advice =
  'try npm install @tensorflow/tfjs-node, or set JSSL_BACKEND=wasm, which works everywhere';

test.each([
  [{ platform: 'win32', arch: 'x64' }, 'win32-x64-cpu'],
  [{ platform: 'linux', arch: 'arm64', gpu: true }, 'linux-arm64-gpu'],
  [{ platform: 'linux', arch: 'x64', libc: 'musl' }, 'linux-x64-cpu with musl'],
] as const)('without an engine for %j the error names alternatives', (one, name) => {
  expect(() => engineRelease(one)).toThrow(
    `the native engine is available for ${list}, not for ${name}; ${advice}`,
  );
});
