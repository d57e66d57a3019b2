import { installRemedy } from './install-remedy.js';

/** What missing convolution kernels mean for the user, and what to do. */
export function kernelsProblem(reason: string): {
  readonly problem: string;
  readonly remedy: string;
} {
  return {
    problem: `the faster convolutions are missing, so training takes up to twice as long: ${reason}`,
    remedy: `set CXX to another C++17 compiler and ${installRemedy()}, or set JSSL_CONVOLUTION=direct to run without them`,
  };
}
