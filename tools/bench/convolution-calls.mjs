/**
 * Only the convolutions of a jaccard-moco step, a lower bound for its time. Each layer's forward pass runs
 * twice (query and key encoder) and both gradients once; the first layer has no gradient for its input.
 * @returns a function that runs them all once.
 */
import { tf } from '../measurement/from-package.mjs';

export async function convolutionCalls({ encoder, images, precision, fromPackage, uniform }) {
  const { backboneLayers } = await fromPackage('resnet', 'backbone-layers');
  const { RawTensorFlow } = await fromPackage('engine', 'raw-tensorflow');
  const { castTo } = await fromPackage('engine', 'elementwise');
  const { convolution, convolutionFilterGradient, convolutionInputGradient } = await fromPackage(
    'engine',
    'convolution',
  );
  const raw = RawTensorFlow.of(tf.backend());
  const type = precision === 'bf16' ? 'bfloat16' : 'float32';
  const open = (tensor) => castTo(raw, raw.borrow(tensor), type);

  const layers = backboneLayers(encoder.config);
  const shapes = [images];
  const calls = [];
  for (const layer of layers) {
    const shape = shapes[layer.input ?? layer.inputs[0]];
    if (layer.op !== 'convolution') {
      shapes.push(shape);
      continue;
    }
    const filter = open(encoder.parameters[layer.filter]);
    const x = open(uniform(shape));
    const y = convolution(raw, x, filter, layer.stride);
    shapes.push(y.shape);
    const call = { x, filter, dy: y, stride: layer.stride, first: layer.input === 0 };
    calls.push(call);
  }
  return () => {
    for (const { x, filter, dy, stride, first } of calls) {
      convolution(raw, x, filter, stride).release();
      convolution(raw, x, filter, stride).release();
      convolutionFilterGradient(raw, x, dy, filter.shape, stride).release();
      if (!first) convolutionInputGradient(raw, dy, filter, x.shape, stride).release();
    }
  };
}
