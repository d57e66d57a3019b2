/** What the server sends. */
declare global {
  /** `WatchedRun` of `src/watch/watch-state.ts`. */
  interface WatchedRun {
    readonly name: string;
    readonly about: string;
    readonly epochs: number;
    readonly done: number;
    readonly warnings: readonly string[];
    readonly hasReport: boolean;
    readonly command?: string;
    readonly settings: readonly (readonly [flag: string, value: string])[];
    readonly environment: readonly (readonly [name: string, value: string])[];
    readonly table: {
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };
  }

  interface WatchChart extends PageLineChart {
    readonly title: string;
    readonly about: string;
  }

  /** `WatchState` of `src/watch/watch-state.ts`. */
  interface WatchState {
    readonly runs: readonly WatchedRun[];
    readonly charts: readonly WatchChart[];
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
}

export {};
