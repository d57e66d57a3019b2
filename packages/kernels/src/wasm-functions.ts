/** An address in bytes of float32 numbers, or of whole numbers where it says so; 0 for none. */
type Address = number;

/** Maps of a batch: rows, height, width, channels in, channels out. */
type ConvolutionShape = [
  rows: number,
  height: number,
  width: number,
  inChannels: number,
  outChannels: number,
];
/** Forward: x, filter, y. Input gradient: dy, filter, dx. Filter gradient: x, dy, the filter's gradient. */
type ConvolutionData = [a: Address, b: Address, c: Address];
/** What the Jaccard loss compares: see `rowOps.jaccardLoss`. */
type Contrast = [
  rows: number,
  columns: number,
  positivesP: Address,
  negativesP: Address,
  positivesN: Address,
  negativesN: Address,
  /** [rows, columns], or 0. */
  mask: Address,
  /** Three temperatures, then three weights. */
  numbers: Address,
];

/**
 * Directions of a convolution as the functions number them.
 * @example
 * ```ts
 * import { wasmDirections } from '@jssl/kernels/wasm';
 *
 * console.log(wasmDirections.filterGradient); // 2
 * ```
 */
export const wasmDirections = { forward: 0, inputGradient: 1, filterGradient: 2 } as const;
/**
 * Rules of updates as the functions number them.
 * @example
 * ```ts
 * import { wasmRules } from '@jssl/kernels/wasm';
 *
 * console.log(wasmRules.sgd); // 1
 * ```
 */
export const wasmRules = { adam: 0, sgd: 1, lars: 2, towards: 3 } as const;

/** The kernels compiled to WebAssembly: functions of sizes and of addresses in their memory. */
export interface WasmFunctions {
  /** 3x3 convolutions of stride 1 with tiles of 2 or 4; channels are multiples of 4. */
  winograd(
    direction: number,
    tile: number,
    ...rest: [...shape: ConvolutionShape, ...data: ConvolutionData]
  ): void;
  /** Convolutions of any odd kernel and stride; height and width are the input's. */
  windows(
    direction: number,
    ...rest: [...shape: ConvolutionShape, kernel: number, stride: number, ...data: ConvolutionData]
  ): void;
  /** statistics: [groups, 2, channels], mean and biased variance. */
  measureNorm(
    pixels: number,
    channels: number,
    groups: number,
    x: Address,
    statistics: Address,
  ): void;
  /** residual: or 0. */
  applyNorm(
    ...numbers: [
      ...sizes: [pixels: number, channels: number, groups: number, epsilon: number, relu: number],
      ...inputs: [x: Address, residual: Address, scale: Address, offset: Address],
      statistics: Address,
      y: Address,
    ]
  ): void;
  /** dOther, y (0 where there is no ReLU) and dResidual: or 0. */
  normGradients(
    ...numbers: [
      ...sizes: [pixels: number, channels: number, groups: number, epsilon: number],
      ...maps: [dy: Address, dOther: Address, x: Address, y: Address],
      ...others: [scale: Address, statistics: Address],
      ...results: [dx: Address, dResidual: Address, dScale: Address, dOffset: Address],
    ]
  ): void;
  addMaps(count: number, a: Address, b: Address, sum: Address): void;
  reluOf(count: number, x: Address, y: Address): void;
  reluGradientOf(count: number, dy: Address, y: Address, dx: Address): void;
  /** Means over height and width. */
  average(
    rows: number,
    height: number,
    width: number,
    channels: number,
    x: Address,
    y: Address,
  ): void;
  /** Each row of `channels` numbers, `pixels` times. */
  repeat(rows: number, pixels: number, channels: number, x: Address, y: Address): void;
  /** Max-pool 3x3 of stride 2 without padding. */
  pool(rows: number, height: number, width: number, channels: number, x: Address, y: Address): void;
  poolGradient(
    ...numbers: [
      ...sizes: [rows: number, height: number, width: number, channels: number],
      ...maps: [dy: Address, x: Address, y: Address, dx: Address],
    ]
  ): void;
  /**
   * table: six whole numbers for each variable: addresses of the value, its two moments or 0, and the source, the
   * size, and whether it has two dimensions or more.
   */
  updateAll(rule: number, numbers: Address, scale: number, table: Address, count: number): void;
  /** table: two whole numbers for each part: address and size. */
  normOfAll(table: Address, count: number): number;
  /** products [queries, k], and rows [queries, k], whole numbers. */
  nearestRows(
    ...numbers: [
      ...sizes: [queries: number, bank: number, features: number, k: number],
      ...data: [queries: Address, bank: Address, products: Address, rows: Address],
    ]
  ): void;
  /** totals: the loss and its three terms. states: [rows, 6]. */
  lossOf(...numbers: [...contrast: Contrast, totals: Address, states: Address]): void;
  /** gradients: of the loss and of its terms; then the gradients of the cosines in order. */
  lossGradient(
    ...numbers: [
      ...contrast: Contrast,
      states: Address,
      gradients: Address,
      ...results: [
        positivesP: Address,
        negativesP: Address,
        positivesN: Address,
        negativesN: Address,
      ],
    ]
  ): void;
}
