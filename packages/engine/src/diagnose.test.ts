import { diagnose, findProblems } from './diagnose.js';
import type { EngineInfo } from './load-engine.js';
import { cpuFeatures, firstLine, freeBytes, machineLibc } from './machine.js';

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
  expect(findProblems({ ...none, installed: missing, engine: wasm })).toEqual([
    {
      problem: 'training runs on wasm, many times slower than the native engine',
      remedy: 'run: jssl engine install',
    },
    { problem: 'no Python with pip', remedy: 'apt install python3 python3-pip' },
    { problem: 'no npm', remedy: 'apt install npm' },
    { problem: 'no C++ compiler', remedy: 'apt install g++' },
  ]);
  expect(findProblems({ ...none, installed: [], engine: wasm })).toEqual([
    {
      problem: 'training runs on wasm, many times slower than the native engine',
      remedy: 'run: npm install @tensorflow/tfjs-node',
    },
  ]);
});

test('a damaged engine and a GPU that lies idle are problems', () => {
  const installed = [{ folder: '/e', gpu: false, state: 'broken' }] as const;
  expect(findProblems({ ...tools, gpu: 'A', installed, engine: native })).toEqual([
    { problem: 'the engine in /e is damaged', remedy: 'run: jssl engine install' },
    { problem: 'the engine does not use the GPU A', remedy: 'run: jssl engine install --gpu' },
  ]);
});

test('the machine is looked at without failing where something is not there', () => {
  expect(firstLine('no-such-program', [])).toBeUndefined();
  expect(firstLine(process.execPath, ['-e', 'console.log("one\\ntwo")'])).toBe('one');
  expect(freeBytes('/no/such/folder')).toBeGreaterThan(0);
  expect(Array.isArray(cpuFeatures())).toBe(true);
  expect([undefined, 'glibc', 'musl']).toContain(machineLibc());
});
