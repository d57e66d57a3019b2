export {
  findWebgpu,
  startWebgpu,
  type WebgpuInfo,
  type WebgpuOptions,
} from './webgpu/start-webgpu.js';
