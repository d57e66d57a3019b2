export { adjustHue } from './adjust-hue.js';
export { applyViews, evaluationView } from './apply-views.js';
export { adjustBrightness, adjustContrast, adjustSaturation, type Factors } from './blend.js';
export { gaussianBlur } from './gaussian-blur.js';
export { toGrayscale } from './grayscale.js';
export { keyedRandom, type Random } from './keyed-random.js';
export { imagesFromBytes, normalize } from './normalize.js';
export { flipHorizontal, resizedCrop, type Box } from './resized-crop.js';
export {
  sampleView,
  type Jitter,
  type JitterOperation,
  type ViewParameters,
} from './sample-view.js';
export { solarize } from './solarize.js';
export { defaultViewOptions, type ViewOptions } from './view-options.js';
