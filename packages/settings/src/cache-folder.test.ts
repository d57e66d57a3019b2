import { join, resolve } from 'node:path';

import { cacheFolder } from './cache-folder.js';

test('the cache is where the variables say, JSSL_CACHE before the others', () => {
  const all = { JSSL_CACHE: '/a', XDG_CACHE_HOME: '/b', LOCALAPPDATA: '/c' };
  expect(cacheFolder(all, 'linux')).toBe(resolve('/a'));
  expect(cacheFolder({ JSSL_CACHE: 'here' }, 'linux')).toBe(resolve('here'));
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' }, 'linux')).toBe(resolve('/b', 'jssl'));
  expect(cacheFolder({ LOCALAPPDATA: '/c' }, 'win32')).toBe(join('/c', 'jssl'));
});

test('without variables it is the platform’s folder for caches', () => {
  expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.jssl$/);
  expect(cacheFolder({}, 'linux')).toMatch(/\.cache.jssl$/);
  expect(cacheFolder({ LOCALAPPDATA: '/c', JSSL_CACHE: '' }, 'linux')).toMatch(/\.cache.jssl$/);
});
