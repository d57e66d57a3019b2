import * as tf from '@tensorflow/tfjs-core';

/** What is used of tfjs's WebGPU backend. */
interface WebgpuBackend {
  readonly device: {
    readonly limits: { readonly maxStorageBuffersPerShaderStage: number };
  };
  disposeData(dataId: object): boolean;
}

/**
 * Replaces the sum of tensors (`AddN`) on WebGPU by one that takes any number of them. TensorFlow.js binds all of them
 * to one shader. With more than the GPU allows, usually 7, the GPU drops that work and all that was submitted
 * with it, without an exception: the results are then whatever was in memory.
 * @param backendName of the backend whose kernel is replaced.
 */
export function registerSumOfMany(backendName = 'webgpu'): void {
  const kernel = tf.getKernel('AddN', backendName);
  tf.unregisterKernel('AddN', backendName);
  const kernelFunc: tf.KernelFunc = ({ inputs, backend }) => {
    const webgpu = backend as WebgpuBackend;
    // One buffer is the sum's.
    const most = webgpu.device.limits.maxStorageBuffersPerShaderStage - 1;
    const add = (tensors: readonly tf.TensorInfo[]) =>
      kernel.kernelFunc({ inputs: tensors as never, backend }) as tf.TensorInfo;
    const rest = Object.values(inputs) as tf.TensorInfo[];
    let sum = add(rest.splice(0, most));
    while (rest.length > 0) {
      const before = sum;
      sum = add([before, ...rest.splice(0, most - 1)]);
      webgpu.disposeData(before.dataId);
    }
    return sum;
  };
  tf.registerKernel({ ...kernel, kernelFunc });
}
