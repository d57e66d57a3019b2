export { createEventFile, type EventFile } from './create-event-file.js';
export type { EncodedImage } from './encode-event.js';
export type { Hparams } from './hparams.js';
export { encodePng, type PixelImage } from './encode-png.js';
export { type PixelImages, tileImages } from './tile-images.js';
export { type Projection, writeProjector } from './write-projector.js';
