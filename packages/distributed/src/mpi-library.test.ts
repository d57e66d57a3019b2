import { openMpiLibrary } from './mpi-library.js';

const hooks = process.env['UCX_MEM_EVENTS'];
afterEach(() => {
  if (hooks === undefined) delete process.env['UCX_MEM_EVENTS'];
  else process.env['UCX_MEM_EVENTS'] = hooks;
});

test('before a library is loaded, its UCX is told not to move the end of the heap', async () => {
  delete process.env['UCX_MEM_EVENTS'];
  await expect(openMpiLibrary(['/nowhere/libmpi.so'])).rejects.toThrow('/nowhere/libmpi.so (');
  expect(process.env['UCX_MEM_EVENTS']).toBe('n');
});

test('who set the hooks of UCX keeps them', async () => {
  process.env['UCX_MEM_EVENTS'] = 'y';
  await expect(openMpiLibrary(['/nowhere/libmpi.so'])).rejects.toThrow();
  expect(process.env['UCX_MEM_EVENTS']).toBe('y');
});
