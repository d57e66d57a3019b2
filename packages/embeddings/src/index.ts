export type { EmbeddingBatch, EmbeddingShape } from './files/embedding-batch.js';
export { EmbeddingsError } from './files/embeddings-error.js';
export {
  embeddingFiles,
  type EmbeddingFormat,
  embeddingFormats,
  writeEmbeddings,
  type WriteEmbeddingsOptions,
} from './files/write-embeddings.js';
export { createSearchIndex, type SearchIndexOptions } from './search/create-search-index.js';
export { readSearchIndex } from './search/read-search-index.js';
export type { SearchId, SearchIndexDescription } from './search/search-index-description.js';
export type { IndexNeighbor, SearchIndex } from './search/search-index.js';
export { searchRecall } from './search/search-recall.js';
export type { VectorsInput } from './search/unit-vectors.js';
export { searchIndexFiles } from './search/write-search-index.js';
