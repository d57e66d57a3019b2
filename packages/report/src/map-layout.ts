export { type EmbeddingMap, mapLayout } from './study/map-layout.js';
