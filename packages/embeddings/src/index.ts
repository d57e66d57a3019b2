export type { EmbeddingBatch, EmbeddingShape } from './files/embedding-batch.js';
export { EmbeddingsError } from './files/embeddings-error.js';
export {
  embeddingFiles,
  type EmbeddingFormat,
  embeddingFormats,
  writeEmbeddings,
  type WriteEmbeddingsOptions,
} from './files/write-embeddings.js';
export {
  createSearchIndex,
  type IndexNeighbor,
  readSearchIndex,
  type SearchIndex,
  type SearchIndexDescription,
  searchIndexFiles,
} from './search/search-index.js';
export { searchRecall } from './search/search-recall.js';
