import type * as library from 'echarts';

/** The chart library, the charts (`charts.js`), and the state that the server sends. */
declare global {
  const echarts: typeof library;

  /** A chart is shown once one of its metrics has a value. */
  const charts: readonly WatchChart[];

  /** `MetricChart` of `src/page/metric-charts.ts`. */
  interface WatchChart {
    readonly id: string;
    readonly title: string;
    readonly unit: string;
    readonly metrics: readonly {
      readonly name: string;
      readonly label: string;
      readonly dashed: boolean;
    }[];
  }

  interface WatchMetrics {
    readonly epoch: number;
    readonly warnings?: readonly string[];
    readonly [metric: string]: unknown;
  }

  /** `progress.json` of a run. */
  interface WatchProgress {
    readonly epoch: number;
    readonly epochs: number;
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
    readonly imagesPerSecond: number;
    readonly secondsLeft: number;
    readonly dataWaitShare: number;
    readonly updatedAt: string;
  }

  /** `RunState` of `src/watch/follow-run.ts`. */
  interface WatchState {
    config:
      | {
          readonly config: {
            readonly epochs: number;
            readonly method: string;
            readonly arch: string;
            readonly [setting: string]: unknown;
          };
          readonly source?: string;
          readonly [key: string]: unknown;
        }
      | undefined;
    metrics: readonly WatchMetrics[];
    progress: WatchProgress | null;
  }
}
