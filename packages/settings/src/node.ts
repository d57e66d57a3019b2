export { cacheFolder } from './cache-folder.js';
export { replaceFile } from './replace-file.js';
