export {
  type DataNotice,
  type ExportDescription,
  type ExportFormat,
  exportFormats,
  type ExportOptions,
} from './export-description.js';
export { exportFiles } from './export-files.js';
export type { ModelInput } from './model-input.js';
export { type GraphModel, toGraphModel } from './to-graph-model.js';
export { toOnnx } from './to-onnx.js';
