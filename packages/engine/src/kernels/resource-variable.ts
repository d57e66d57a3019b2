import type { RawTensor, RawTensorFlow } from './raw-tensorflow.js';

/**
 * A float32 resource variable, made without a value.
 * @param shape `[]` also where values of other shapes are assigned.
 * @returns its handle.
 */
export function newVariable(raw: RawTensorFlow, name: string, shape: readonly number[]): number {
  const attributes = raw.attributes(`variable ${name}`, (of) => [
    of.string('container', ''),
    of.string('shared_name', name),
    of.type('dtype', 'float32'),
    of.shape('shape', [...shape]),
  ]);
  const [handle] = raw.execute('VarHandleOp', attributes, []);
  if (!handle) throw new Error('VarHandleOp gave no handle');
  return handle.id;
}

/** Gives a variable a value, whose buffer it shares. Borrows the value. */
export function assignVariable(
  raw: RawTensorFlow,
  handle: number,
  value: RawTensor | number,
): void {
  const attributes = raw.attributes('assign', (of) => [
    of.type('dtype', 'float32'),
    of.boolean('validate_shape', false),
  ]);
  raw.execute('AssignVariableOp', attributes, [handle, value], 0);
}

/** The value of a variable, which shares its buffer. */
export function readVariable(raw: RawTensorFlow, handle: number): RawTensor {
  const attributes = raw.attributes('variable dtype', (of) => [of.type('dtype', 'float32')]);
  return raw.run('ReadVariableOp', attributes, [handle]);
}

/**
 * variable − rate · direction, in place. Borrows both.
 * @param rate the handle of a scalar.
 */
export function descendVariable(
  raw: RawTensorFlow,
  handle: number,
  rate: number,
  direction: RawTensor,
): void {
  const attributes = raw.attributes('gradient descent', (of) => [
    of.type('T', 'float32'),
    of.boolean('use_locking', false),
  ]);
  raw.execute('ResourceApplyGradientDescent', attributes, [handle, rate, direction], 0);
}
