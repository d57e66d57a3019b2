export { cacheFolder } from './cache-folder.js';
export { openRegularFile, readRegularFile } from './regular-file.js';
export { replaceFile } from './replace-file.js';
