import { gpuOfRank, parseGpus, visibleGpu } from './gpus.js';

test('a rank takes the GPU at its place among those that it sees', () => {
  expect([0, 1, 2, 5].map((rank) => gpuOfRank(rank, {}, 4))).toEqual(['0', '1', '2', '1']);
  const some = { CUDA_VISIBLE_DEVICES: '2,GPU-5a' };
  expect([0, 1, 2].map((rank) => gpuOfRank(rank, some, 8))).toEqual(['2', 'GPU-5a', '2']);
});

test('where there is no choice, nothing is chosen', () => {
  expect(gpuOfRank(1, {}, 1)).toBeUndefined();
  expect(gpuOfRank(1, {}, 0)).toBeUndefined();
  // As srun --gpus-per-task=1 and a machine without GPU give it.
  expect(gpuOfRank(1, { CUDA_VISIBLE_DEVICES: '3' }, 8)).toBeUndefined();
  expect(gpuOfRank(1, { CUDA_VISIBLE_DEVICES: '' }, 8)).toBeUndefined();
});

test('what nvidia-smi prints', () => {
  const csv = 'NVIDIA H200, 9.0, 143771, 570.86.15\nTesla T4, 7.5, 15360, 535.104.05\n';
  expect(parseGpus(csv)).toEqual([
    {
      ...{ name: 'NVIDIA H200', computeCapability: 9, driver: '570.86.15' },
      memoryBytes: 143771 * 2 ** 20,
    },
    {
      ...{ name: 'Tesla T4', computeCapability: 7.5, driver: '535.104.05' },
      memoryBytes: 15360 * 2 ** 20,
    },
  ]);
  expect(parseGpus('Tesla K80, [N/A], [N/A], [N/A]\n')).toEqual([{ name: 'Tesla K80' }]);
  expect(parseGpus('No devices were found\n')).toEqual([]);
});

test('the GPU that a process sees first', () => {
  const all = [{ name: 'a' }, { name: 'b' }];
  const seen = (visible?: string) => visibleGpu(all, { CUDA_VISIBLE_DEVICES: visible })?.name;
  expect([undefined, '0', '1', '1,0', 'GPU-5a', '-1'].map(seen)).toEqual([
    ...['a', 'a', 'b', 'b', 'a', undefined],
  ]);
  expect(visibleGpu([])).toBeUndefined();
});
