export { adjustHue } from './adjust-hue.js';
export { applyViews, evaluationView } from './apply-views.js';
export { adjustBrightness, adjustContrast, adjustSaturation } from './blend.js';
export { centerCrop } from './center-crop.js';
export { flipHorizontal } from './flip-horizontal.js';
export { gaussianBlur } from './gaussian-blur.js';
export { toGrayscale } from './grayscale.js';
export { imagesFromBytes } from './images-from-bytes.js';
export type { Jitter, JitterOperation } from './jitter.js';
export { keyedRandom, type Random } from './keyed-random.js';
export { normalize } from './normalize.js';
export type { PerImage } from './per-image.js';
export { resize } from './resize.js';
export { type Box, resizedCrop, type ResizedCropOptions } from './resized-crop.js';
export { sampleView, type ViewParameters } from './sample-view.js';
export { solarize } from './solarize.js';
export {
  defaultViewOptions,
  mocoV2ViewOptions,
  simclrViewOptions,
  type ViewOptions,
} from './view-options.js';
