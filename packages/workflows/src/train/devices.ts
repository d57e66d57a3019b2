import { availableParallelism, cpus, totalmem } from 'node:os';

import { largestBatch, type TrainConfig, type TrainingPlan } from '@jssl/trainer';

/** A kind of device, with the vendor's figures for memory and peak operations per second. */
interface Device {
  readonly name: string;
  readonly gibibytes: number;
  /** In float32. */
  readonly teraflops: number;
  /** Of dense matrices on tensor cores, which TensorFlow uses by default: float32 as TF32, and bfloat16. */
  readonly tensorCores?: { readonly tf32: number; readonly bf16: number };
}

const devices: readonly Device[] = [
  { name: 'NVIDIA T4', gibibytes: 16, teraflops: 8.1 },
  {
    ...{ name: 'GeForce RTX 3060', gibibytes: 12, teraflops: 12.7 },
    tensorCores: { tf32: 12.7, bf16: 25.5 },
  },
  {
    ...{ name: 'GeForce RTX 4090', gibibytes: 24, teraflops: 82.6 },
    tensorCores: { tf32: 82.6, bf16: 165 },
  },
  {
    ...{ name: 'NVIDIA A100', gibibytes: 40, teraflops: 19.5 },
    tensorCores: { tf32: 156, bf16: 312 },
  },
  {
    ...{ name: 'NVIDIA H100', gibibytes: 80, teraflops: 67 },
    tensorCores: { tf32: 495, bf16: 989 },
  },
  {
    ...{ name: 'NVIDIA H200', gibibytes: 131, teraflops: 67 },
    tensorCores: { tf32: 495, bf16: 989 },
  },
];

/** Worst and best share of the peak that convolutions reach. */
const reached = [0.2, 0.5] as const;
/** The same on tensor cores, which wait for memory more: a guess until one was measured. */
const reachedOnTensorCores = [0.05, 0.25] as const;
/** Memory used by the runtime itself, and as workspace of running convolutions. */
const RUNTIME_BYTES = 2 * 2 ** 30;

/** How a training fits a device. */
export interface DevicePlan {
  readonly name: string;
  readonly gibibytes: number;
  readonly fits: boolean;
  /** Largest number of images that fit at once. */
  readonly largestBatch: number;
  /** Estimated best and worst case. */
  readonly secondsPerEpoch: readonly [fastest: number, slowest: number];
}

/** How the ranks of a training share it. */
interface Shared {
  readonly ranks: number;
  /** Computes the time of an epoch on all ranks from the time on one. */
  readonly onRanks: (seconds: number) => number;
}

/** Float32 operations of a core per cycle: two fused multiply-adds of 8 numbers (AVX2), or of 4 (NEON). */
const operationsPerCycle = { x64: 32, arm64: 16 } as const;
/** Cycles per second of a processor that doesn't say, times 10⁹. */
const DEFAULT_GIGAHERTZ = 2.5;

/** The processor of this machine, with its peak by cores and clock rate. */
export function processorOf(machine: {
  readonly arch: string;
  readonly cores: number;
  /** In MHz; 0 if unknown. */
  readonly speed: number;
  readonly memoryBytes: number;
}): Device {
  const { arch, cores, speed, memoryBytes } = machine;
  const perCycle = arch === 'x64' ? operationsPerCycle.x64 : operationsPerCycle.arm64;
  const gigahertz = speed > 0 ? speed / 1000 : DEFAULT_GIGAHERTZ;
  return {
    name: `this processor, ${cores} core${cores === 1 ? '' : 's'}`,
    gibibytes: Math.round(memoryBytes / 2 ** 30),
    teraflops: (cores * gigahertz * perCycle) / 1000,
  };
}

/** How a training fits this machine's processor, and some common devices. Times are estimates. */
export function planDevices(
  { batchSize, accumulate, precision }: TrainConfig,
  plan: TrainingPlan,
  { ranks, onRanks }: Shared,
): { readonly processor: DevicePlan; readonly devices: DevicePlan[] } {
  const planOf = ({ name, gibibytes, teraflops, tensorCores }: Device): DevicePlan => {
    const room = gibibytes * 2 ** 30 - RUNTIME_BYTES;
    const part = batchSize / accumulate;
    const bytes = plan.bytes - (part - part / ranks) * plan.bytesPerImage;
    const peak = tensorCores?.[precision === 'f32' ? 'tf32' : 'bf16'] ?? teraflops;
    const [slowest, fastest] = (tensorCores ? reachedOnTensorCores : reached).map((share) =>
      onRanks(plan.operationsPerEpoch / (share * peak * 1e12)),
    );
    return {
      ...{ name, gibibytes, fits: bytes <= room, largestBatch: largestBatch(plan, room) },
      secondsPerEpoch: [fastest ?? NaN, slowest ?? NaN],
    };
  };
  const processor = processorOf({
    arch: process.arch,
    cores: availableParallelism(),
    speed: cpus()[0]?.speed ?? 0,
    memoryBytes: totalmem(),
  });
  return { processor: planOf(processor), devices: devices.map(planOf) };
}
