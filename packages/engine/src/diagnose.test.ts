import { diagnose, findProblems } from './diagnose.js';
import { installCommands } from './install/check-programs.js';
import { installRemedy } from './install/install-remedy.js';
import type { EngineInfo } from './load/engine-info.js';
import { cpuFeatures, firstLine, freeBytes, machineLibc } from './machine/machine.js';

const wasm: EngineInfo = {
  ...{ name: 'wasm', backend: 'wasm', origin: 'bundled', gpu: false },
  ...{ tensorflowVersion: undefined, folder: undefined },
};
const native: EngineInfo = { ...wasm, name: 'native', backend: 'tensorflow', origin: 'built' };
const missing = [{ folder: '/e', gpu: false, state: 'missing' }] as const;
const tools = { pip: 'pip 1', npm: '1', compiler: 'g++ 1', gpu: undefined };

test('the diagnosis is plain data about this machine, and nothing is written', async () => {
  const write = jest.spyOn(process.stderr, 'write');
  const diagnosis = await diagnose();
  expect(write).not.toHaveBeenCalled();
  write.mockRestore();
  expect(JSON.parse(JSON.stringify(diagnosis))).toMatchObject({
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    engine: { backend: diagnosis.engine?.backend },
  });
  expect(diagnosis.cores).toBeGreaterThan(0);
  expect(diagnosis.cacheFreeBytes).toBeGreaterThan(0);
});

test('a native engine that works is no problem', () => {
  expect(findProblems({ ...tools, installed: missing, engine: native })).toEqual([]);
});

test('slow engines and what an installation needs are problems with remedies', () => {
  const none = { pip: undefined, npm: undefined, compiler: undefined, gpu: undefined };
  const fallback = { problem: 'not installed, so slow', remedy: installRemedy() };
  const { python, npm, compiler } = installCommands();
  expect(findProblems({ ...none, installed: missing, engine: wasm, fallback })).toEqual([
    fallback,
    { problem: 'Python with pip was not found', remedy: python },
    { problem: 'npm was not found', remedy: npm },
    { problem: 'no C++ compiler was found', remedy: compiler },
  ]);
  expect(findProblems({ ...none, installed: [], engine: wasm, fallback })).toEqual([fallback]);
});

test('the commands that install a program are those of the platform', () => {
  expect(installCommands('linux').compiler).toBe('apt install g++');
  expect(installCommands('darwin').compiler).toBe('xcode-select --install');
});

test('a slow engine that was requested is a problem of its own, not a missing installation', () => {
  const installed = [{ folder: '/e', gpu: false, state: 'ok' }] as const;
  expect(findProblems({ ...tools, pip: undefined, installed, engine: wasm })).toEqual([
    {
      problem: 'wasm was requested, which is many times slower than the native engine',
      remedy: 'unset JSSL_BACKEND to use the fastest engine available',
    },
  ]);
});

test('convolutions that are slower than they could be are a problem', () => {
  const slower = { problem: 'the kernels are missing', remedy: 'set CXX' };
  expect(findProblems({ ...tools, installed: missing, engine: native, slower })).toEqual([slower]);
});

test('a wrong JSSL_CONVOLUTION is a problem with its own remedy', async () => {
  process.env['JSSL_CONVOLUTION'] = 'fast';
  jest.resetModules();
  const { diagnose: again } = await import('./diagnose.js');
  const { problems } = await again();
  delete process.env['JSSL_CONVOLUTION'];
  expect(problems[0]).toEqual({
    problem: 'JSSL_CONVOLUTION must be winograd or direct, got fast',
    remedy: 'unset JSSL_CONVOLUTION',
  });
});

test('a damaged engine and an idle GPU are problems', () => {
  const cpu = { folder: '/e', gpu: false, state: 'broken' } as const;
  const problems = (state: 'ok' | 'missing') =>
    findProblems({
      ...{ ...tools, gpu: 'A', engine: native },
      installed: [cpu, { folder: '/g', gpu: true, state }],
    });
  const damaged = {
    problem: 'the engine in /e is damaged',
    remedy: 'run: jssl engine install (in code: installEngine())',
  };
  const problem = 'the engine does not use the GPU A';
  expect(problems('missing')).toEqual([
    damaged,
    { problem, remedy: 'run: jssl engine install --gpu (in code: installEngine({ gpu: true }))' },
  ]);
  expect(problems('ok')).toEqual([
    damaged,
    { problem, remedy: 'check that nvidia-smi shows a driver for CUDA 12' },
  ]);
  expect(findProblems({ ...tools, gpu: 'A', engine: native, installed: [cpu] })).toEqual([damaged]);
});

test('an engine of another user that cannot be read is a problem of its own', () => {
  const installed = [{ folder: '/e', gpu: false, state: 'unreadable' }] as const;
  expect(findProblems({ ...tools, installed })).toEqual([
    {
      problem: 'the engine in /e cannot be read by this user',
      remedy:
        'ask its owner to run: chmod -R go+rX /e, or set JSSL_CACHE to a folder of your own and run: jssl engine install (in code: installEngine()), or set JSSL_BACKEND=wasm to run several times slower',
    },
  ]);
});

test('inspecting the machine does not fail where something is missing', () => {
  expect(firstLine('no-such-program', [])).toBeUndefined();
  expect(firstLine(process.execPath, ['-e', 'console.log("one\\ntwo")'])).toBe('one');
  expect(freeBytes('/no/such/folder')).toBeGreaterThan(0);
  expect(Array.isArray(cpuFeatures())).toBe(true);
  expect([undefined, 'glibc', 'musl']).toContain(machineLibc());
});
