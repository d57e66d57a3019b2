export { adjustHue } from './operations/adjust-hue.js';
export { applyViews, evaluationView } from './views/apply-views.js';
export { adjustBrightness, adjustContrast, adjustSaturation } from './operations/blend.js';
export { centerCrop } from './operations/center-crop.js';
export { flipHorizontal } from './operations/flip-horizontal.js';
export { gaussianBlur } from './operations/gaussian-blur.js';
export { toGrayscale } from './operations/grayscale.js';
export { imagesFromBytes } from './images/images-from-bytes.js';
export type { Jitter, JitterOperation } from './operations/jitter.js';
export { keyedRandom, type Random } from './views/keyed-random.js';
export { normalize } from './operations/normalize.js';
export type { PerImage } from './images/per-image.js';
export { resize } from './operations/resize.js';
export { type Box, resizedCrop, type ResizedCropOptions } from './operations/resized-crop.js';
export { sampleView, type ViewParameters } from './views/sample-view.js';
export { solarize } from './operations/solarize.js';
export {
  defaultViewOptions,
  mocoV2ViewOptions,
  simclrViewOptions,
  type ViewOptions,
} from './views/view-options.js';
