export {
  exportFiles,
  exportFormats,
  type DataNotice,
  type ExportDescription,
  type ExportFormat,
} from './export-files.js';
export type { ModelInput } from './model-input.js';
export { toGraphModel, type GraphModel } from './to-graph-model.js';
export { toOnnx } from './to-onnx.js';
