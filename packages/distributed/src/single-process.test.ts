import fs from 'node:fs';

import { singleProcess } from './single-process.js';

test('a job of one process asks nobody: everything is the identity', async () => {
  const values = Float32Array.of(1, -2);
  singleProcess.allReduce(values);
  singleProcess.allReduce(values, 'max');
  await singleProcess.allReduceAsync(values);
  singleProcess.broadcast(values);
  singleProcess.barrier();
  singleProcess.dispose();
  expect([...values]).toEqual([1, -2]);
  expect([singleProcess.rank, singleProcess.size, singleProcess.localRank]).toEqual([0, 1, 0]);
});

test('what is gathered is a copy', () => {
  const values = Float32Array.of(1, 2);
  const gathered = singleProcess.allGather(values);
  const bytes = Uint8Array.of(3);
  const [gatheredBytes] = singleProcess.allGatherBytes(bytes);
  values[0] = 7;
  bytes[0] = 7;
  expect([...gathered]).toEqual([1, 2]);
  expect(gatheredBytes).toEqual(Uint8Array.of(3));
});

test('abort says why and exits with 1', () => {
  const write = jest.spyOn(fs, 'writeSync').mockReturnValue(0);
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  try {
    expect(() => singleProcess.abort('the loss is not finite')).toThrow('exit 1');
    expect(write.mock.calls).toEqual([[2, 'the loss is not finite\n']]);
  } finally {
    exit.mockRestore();
    write.mockRestore();
  }
});
