import { diagnose, findProblems } from './diagnose.js';
import { installCommands } from './install/check-programs.js';
import type { EngineInfo } from './load/load-engine.js';
import { cpuFeatures, firstLine, freeBytes, machineLibc } from './load/machine.js';

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
  const fallback = { problem: 'not installed, so slow', remedy: 'run: jssl engine install' };
  const { python, npm, compiler } = installCommands();
  expect(findProblems({ ...none, installed: missing, engine: wasm, fallback })).toEqual([
    fallback,
    { problem: 'no Python with pip', remedy: python },
    { problem: 'no npm', remedy: npm },
    { problem: 'no C++ compiler', remedy: compiler },
  ]);
  expect(findProblems({ ...none, installed: [], engine: wasm, fallback })).toEqual([fallback]);
});

test('the commands that install a program are those of the platform', () => {
  expect(installCommands('linux').compiler).toBe('apt install g++');
  expect(installCommands('darwin').compiler).toBe('xcode-select --install');
});

test('a slow engine that was asked for is a problem of its own, not a missing installation', () => {
  const installed = [{ folder: '/e', gpu: false, state: 'ok' }] as const;
  expect(findProblems({ ...tools, pip: undefined, installed, engine: wasm })).toEqual([
    {
      problem: 'wasm was asked for, many times slower than the native engine',
      remedy: 'unset JSSL_BACKEND to take the best engine that is here',
    },
  ]);
});

test('a damaged engine and a GPU that lies idle are problems', () => {
  const cpu = { folder: '/e', gpu: false, state: 'broken' } as const;
  const problems = (state: 'ok' | 'missing') =>
    findProblems({
      ...{ ...tools, gpu: 'A', engine: native },
      installed: [cpu, { folder: '/g', gpu: true, state }],
    });
  const damaged = { problem: 'the engine in /e is damaged', remedy: 'run: jssl engine install' };
  const problem = 'the engine does not use the GPU A';
  expect(problems('missing')).toEqual([
    damaged,
    { problem, remedy: 'run: jssl engine install --gpu' },
  ]);
  expect(problems('ok')).toEqual([
    damaged,
    { problem, remedy: 'see that nvidia-smi shows a driver for CUDA 12' },
  ]);
  expect(findProblems({ ...tools, gpu: 'A', engine: native, installed: [cpu] })).toEqual([damaged]);
});

test('the machine is looked at without failing where something is not there', () => {
  expect(firstLine('no-such-program', [])).toBeUndefined();
  expect(firstLine(process.execPath, ['-e', 'console.log("one\\ntwo")'])).toBe('one');
  expect(freeBytes('/no/such/folder')).toBeGreaterThan(0);
  expect(Array.isArray(cpuFeatures())).toBe(true);
  expect([undefined, 'glibc', 'musl']).toContain(machineLibc());
});
