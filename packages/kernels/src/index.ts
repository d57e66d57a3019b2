export { type BatchNormOp, batchNormOps } from './batch-norm-ops.js';
export {
  convolutionOps,
  type ConvolutionDirection,
  type ConvolutionOp,
  kernelsVersion,
  windowConvolutionOps,
} from './convolution-ops.js';
export { type NetworkLayer, networkOps, networkText } from './network-ops.js';
export { rowOps } from './row-ops.js';
export { type Convolution, tileFor, type TileSize } from './tile-for.js';
export { type UpdateRule, updateOps } from './update-ops.js';
export { type WindowConvolution, windowsPay } from './windows-pay.js';
