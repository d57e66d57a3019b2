export type { ImageList, ListEntry } from './analysis/image-list.js';
export type { Groups } from './analysis/group-images.js';
export type { Suggestion, Suggestions } from './analysis/suggest-tags.js';
export type { Embedder } from './embed/embedder.js';
export type { EmbedProgress } from './embed/embed-images.js';
export { pixelEmbedder } from './embed/pixel-embedder.js';
export type { BackgroundState, ChangedPart, Exploration } from './exploration/exploration.js';
export { exploreImages, type ExploreOptions } from './exploration/explore-images.js';
export type { FoundRow } from './exploration/nearest-rows.js';
export { columnFields } from './images/column-fields.js';
export { datasetImages } from './images/dataset-images.js';
export type { CheckOptions, ExploredImages, Field } from './images/explored-images.js';
export { folderImages, type FolderImagesOptions } from './images/folder-images.js';
export {
  checkStaticFolder,
  type StaticPageOptions,
  writeStaticPage,
} from './static/write-static-page.js';
export { serveExploration, type ServeOptions } from './server/serve-exploration.js';
