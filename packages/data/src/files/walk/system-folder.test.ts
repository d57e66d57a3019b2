import { systemFolder } from './system-folder.js';

test.each([
  ['/proc/1', '/proc'],
  ['/sys', '/sys'],
  ['/dev/fd', '/dev'],
  ['/dev/shm/photos', undefined],
  ['/process/photos', undefined],
  ['/home/proc', undefined],
])('%s is in %s', (path, folder) => {
  expect(systemFolder(path)).toBe(folder);
});
