export { createEventFile, type EventFile } from './create-event-file.js';
export { type EncodedImage } from './encode-event.js';
export { encodePng, type PixelImage } from './encode-png.js';
export { tileImages, type PixelImages } from './tile-images.js';
export { writeProjector, type Projection } from './write-projector.js';
