export { checkImages, type CheckImagesOptions, type ImagesCheck } from './check-images.js';
export { csvOfRows, type CheckRow } from './check-rows.js';
export { type DataOptions, openData } from './open-data.js';
export type { WorkOptions, WorkProgress } from './work-options.js';
