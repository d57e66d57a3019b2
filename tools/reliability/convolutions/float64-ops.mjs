/** TensorFlow's ops on float64 tensors, which tfjs does not support. oneDNN's kernels are not involved. */

const [FLOAT, DOUBLE, INT32, BOOL] = [1, 2, 3, 10];

export class Float64Ops {
  #binding;
  #ids = new Set();

  constructor(binding) {
    this.#binding = binding;
  }

  /** Frees what `make` made, except a tensor that it returns. */
  tidy(make) {
    const before = this.#ids;
    this.#ids = new Set();
    const result = make();
    for (const id of this.#ids) {
      if (id === result?.id) before.add(id);
      else this.#binding.deleteTensor(id);
    }
    this.#ids = before;
    return result;
  }

  /** Frees everything. */
  free() {
    for (const id of this.#ids) this.#binding.deleteTensor(id);
    this.#ids.clear();
  }

  /** Float32 values as float64. */
  tensor(shape, values) {
    return this.fromFloat32(this.#keep(shape, FLOAT, values));
  }

  scalar(value) {
    return this.tensor([], Float32Array.of(value));
  }

  /** A float32 tensor, `{ id }`, as float64. */
  fromFloat32(x) {
    return this.#run('Cast', { SrcT: FLOAT, DstT: DOUBLE }, [x]);
  }

  /** Abs, Neg and so on of one tensor, or AddV2, Sub, Mul, RealDiv and so on of two. */
  of(name, ...inputs) {
    return this.#run(name, { T: DOUBLE }, inputs);
  }

  reshape(x, shape) {
    return this.#run('Reshape', { T: DOUBLE, Tshape: INT32 }, [x, this.#integers(shape)]);
  }

  /** Zeros before and after each axis. */
  pad(x, sides) {
    const paddings = this.#integers(sides.flat(), [sides.length, 2]);
    return this.#run('Pad', { T: DOUBLE, Tpaddings: INT32 }, [x, paddings]);
  }

  /** The axes in another order. */
  transpose(x, order) {
    return this.#run('Transpose', { T: DOUBLE, Tperm: INT32 }, [x, this.#integers(order)]);
  }

  /** The values of one axis from the last to the first. */
  reverse(x, axis) {
    return this.#run('ReverseV2', { T: DOUBLE, Tidx: INT32 }, [x, this.#integers([axis])]);
  }

  /** Every so many values of each axis from one place to before another. */
  slice(x, begin, end, strides = begin.map(() => 1)) {
    const places = [begin, end, strides].map((values) => this.#integers(values));
    const masks = ['begin', 'end', 'ellipsis', 'new_axis', 'shrink_axis'];
    const none = Object.fromEntries(masks.map((mask) => [`${mask}_mask`, 0]));
    return this.#run('StridedSlice', { T: DOUBLE, Index: INT32 }, [x, ...places], none);
  }

  /** The product of two matrices, of which either may be transposed first. */
  product(a, b, transposed = '') {
    return this.#run('MatMul', { T: DOUBLE }, [a, b], {
      transpose_a: transposed === 'a',
      transpose_b: transposed === 'b',
    });
  }

  /** Tensors of one shape one after another along a new first axis. */
  stack(tensors) {
    return this.#run('Pack', { T: DOUBLE }, tensors, { N: tensors.length, axis: 0 });
  }

  /** The largest value of a tensor; Infinity if one of them is not a number. */
  largest(x) {
    const axes = this.#integers(x.shape.map((_, axis) => axis));
    const most = this.#run('Max', { T: DOUBLE, Tidx: INT32 }, [x, axes], { keep_dims: false });
    // NaN is not at most anything.
    const compared = this.#run('LessEqual', { T: DOUBLE }, [x, most]);
    const all = this.#run('All', { Tidx: INT32 }, [compared, axes], { keep_dims: false });
    const [value, areNumbers] = [
      [most, DOUBLE],
      [all, BOOL],
    ].map(([one, type]) => {
      const { id } = this.#run('Cast', { SrcT: type, DstT: FLOAT }, [one]);
      return this.#binding.tensorDataSync(id)[0];
    });
    return areNumbers === 1 ? value : Infinity;
  }

  #integers(values, shape = [values.length]) {
    return this.#keep(shape, INT32, Int32Array.from(values));
  }

  #keep(shape, type, values) {
    const id = this.#binding.createTensor(shape, type, values);
    this.#ids.add(id);
    return { id, shape };
  }

  #run(name, types, inputs, others = {}) {
    const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_BOOL } = this.#binding;
    const attributes = [
      ...Object.entries(types).map(([key, value]) => ({ name: key, type: TF_ATTR_TYPE, value })),
      ...Object.entries(others).map(([key, value]) => ({
        name: key,
        type: typeof value === 'boolean' ? TF_ATTR_BOOL : TF_ATTR_INT,
        value,
      })),
    ];
    const ids = inputs.map(({ id }) => id);
    const [output] = this.#binding.executeOp(name, attributes, ids, 1);
    this.#ids.add(output.id);
    return output;
  }
}
