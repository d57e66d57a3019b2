export {
  type DataNotice,
  type ExportDescription,
  exportFiles,
  type ExportFormat,
  exportFormats,
} from './export-files.js';
export type { ModelInput } from './model-input.js';
export { type GraphModel, toGraphModel } from './to-graph-model.js';
export { toOnnx } from './to-onnx.js';
