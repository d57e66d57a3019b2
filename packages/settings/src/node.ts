export { cacheFolder } from './cache-folder.js';
export { checkNewFiles } from './check-new-files.js';
export { isInside } from './is-inside.js';
export { makeFolder } from './make-folder.js';
export { openRegularFile, readRegularFile } from './regular-file.js';
export { replaceFile } from './replace-file.js';
export { trimFolder, type TrimOptions } from './trim-folder.js';
