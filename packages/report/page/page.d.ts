import type * as library from 'echarts';

/** The chart library, and the data in the page. */
declare global {
  const echarts: typeof library;

  /** `LineChart` of `src/sections/line-charts.ts` without its texts. */
  interface PageLineChart {
    readonly id: string;
    readonly unit: string;
    /** Decimals of a value; about four digits in all if undefined. */
    readonly digits?: number | undefined;
    readonly lines: readonly PageLine[];
  }

  interface PageLine {
    readonly name: string;
    readonly color: number;
    readonly dashed: boolean;
    readonly dotted?: boolean;
    readonly points: readonly (readonly [epoch: number, value: number])[];
    readonly deviations?: readonly number[];
  }

  interface PageMap {
    readonly points: readonly (readonly [x: number, y: number])[];
    readonly names: readonly string[];
    readonly labels?: readonly number[];
    readonly predictions?: readonly number[];
    /** How many of the images are test images, which come first; undefined if all images are of one kind. */
    readonly testImages?: number;
    /** The neighbors of each image: their indices and similarities. */
    readonly near?: Readonly<
      Record<
        'encoder' | 'pixels',
        readonly (readonly [indices: readonly number[], similarities: readonly number[]])[]
      >
    >;
    /** Of the sprite of thumbnails. */
    readonly columns: number;
    readonly rows: number;
  }

  interface PageData {
    readonly charts: readonly PageLineChart[];
    readonly classes?: readonly string[];
    readonly map?: PageMap;
    /** [L, L], rows are the true classes. */
    readonly confusion?: readonly (readonly number[])[];
  }
}
