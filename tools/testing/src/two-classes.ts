/** Images in memory, as `ImageSet` of `@jssl/data`. */
interface TestImages {
  readonly length: number;
  readonly labels?: Int32Array;
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  readonly name: (index: number) => string;
  readonly read: (indices: ArrayLike<number>) => Uint8Array;
}

/** A small data set, as `Dataset` of `@jssl/data`. */
interface TestDataset {
  readonly name: string;
  readonly kind: 'folder';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly classes?: readonly string[];
  readonly train: TestImages;
  readonly validation?: TestImages;
  readonly test?: TestImages;
  readonly testOrigin?: 'test' | 'held-out';
  readonly skipped: readonly never[];
  readonly fingerprint: string;
}

/** Images [8, 8, 1] of two classes in turn that differ in brightness; no two are alike. */
export function darkAndBright(length: number): TestImages & { readonly labels: Int32Array } {
  const labels = Int32Array.from({ length }, (_, index) => index % 2);
  return {
    length,
    labels,
    name: (index) => `${index}.png`,
    read: (indices) =>
      Uint8Array.from({ length: indices.length * 64 }, (_, at) => {
        const image = indices[Math.floor(at / 64)] ?? NaN;
        return 100 * (labels[image] ?? NaN) + (((at % 64) * 37 + image * 11) % 100);
      }),
  };
}

const { length, name, read } = darkAndBright(40);

/** 40 of them, not in a class folders. */
export const unlabeled: TestDataset = {
  name: 'flat',
  kind: 'folder',
  height: 8,
  width: 8,
  channels: 1,
  mean: [0.4],
  std: [0.3],
  train: { length, name, read },
  skipped: [],
  fingerprint: 'none',
};

/** The same with their classes, and no test images. */
export const untested: TestDataset & { readonly train: ReturnType<typeof darkAndBright> } = {
  ...unlabeled,
  name: 'two',
  classes: ['dark', 'bright'],
  train: darkAndBright(40),
};

/** The same and 10 test images. */
export const twoClasses: typeof untested & { readonly test: TestImages } = {
  ...untested,
  test: darkAndBright(10),
  testOrigin: 'test',
};
