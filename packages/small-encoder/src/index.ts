export { smallEncoder, type SmallEncoder } from './small-encoder.js';
export type { ImageSetCard, ModelCard, Training } from './model-card.js';
