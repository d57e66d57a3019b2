export type { EmbeddingBatch, EmbeddingShape } from './embedding-batch.js';
export { EmbeddingsError } from './embeddings-error.js';
export {
  neighborsPage,
  type NeighborsPage,
  type PageImage,
  type PageQuery,
} from './neighbors-page.js';
export {
  createSearchIndex,
  readSearchIndex,
  searchIndexFiles,
  type IndexNeighbor,
  type SearchIndex,
  type SearchIndexDescription,
} from './search-index.js';
export { searchRecall } from './search-recall.js';
export { checkNewFiles } from './whole-files.js';
export {
  embeddingFiles,
  embeddingFormats,
  writeEmbeddings,
  type EmbeddingFormat,
  type WriteEmbeddingsOptions,
} from './write-embeddings.js';
