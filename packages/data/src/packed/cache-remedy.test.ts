import { cacheRemedy } from './cache-remedy.js';

test.each([
  ['ENOSPC', 'free some space, or set JSSL_CACHE to a folder that you can write to'],
  ['EDQUOT', 'free some space, or set JSSL_CACHE to a folder that you can write to'],
  [
    'EACCES',
    'check the permissions of the cache folder, or set JSSL_CACHE to a folder that you can write to',
  ],
])('%s', (code, remedy) => {
  expect(cacheRemedy(Object.assign(new Error(), { code }))).toBe(remedy);
});
