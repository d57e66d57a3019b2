import { gpuOfRank } from './in-job.js';

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
