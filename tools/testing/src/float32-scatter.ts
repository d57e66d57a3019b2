/**
 * The largest differences of PyTorch 2.9.1's float32 from its float64 in the golden vectors of the salts
 * dev, salt-1, salt-2:odd, salt-3, salt-4:odd, salt-5, in two layouts of memory. Made by `npm run golden:scatter`; do not edit.
 * Encoders: outputs and losses absolute, norms of features and gradients relative. Trace, by step: losses
 * and norms relative, keys and features absolute. `defaultSizes` is of the sizes of the vectors here,
 * `anySizes` of those and of odd ones.
 */
export const float32Scatter = {
  defaultSizes: {
    resnet18: { outputs: 0.0000037, loss: 0.00004, gradientNorms: 0.0018 },
    resnet50: { outputs: 0.000069, loss: 0.00031, gradientNorms: 0.014 },
    trace: {
      losses: [1.9e-7, 0.000044, 0.00054, 0.001, 0.0031, 0.0033],
      terms: [4.2e-7, 0.00027, 0.0022, 0.0043, 0.0066, 0.0072],
      queryNorms: [0.0000048, 0.000009, 0.000017, 0.00003, 0.000046, 0.000058],
      keyNorms: [8.3e-8, 1.1e-7, 2.8e-7, 5.7e-7, 9e-7, 0.0000015],
      keys: [0.0000012, 0.000017, 0.00015, 0.00062, 0.0011, 0.0011],
      features: [0.011],
    },
  },
  anySizes: {
    resnet18: { outputs: 0.0000037, loss: 0.00004, gradientNorms: 0.0084 },
    resnet50: { outputs: 0.000069, loss: 0.00031, gradientNorms: 0.014 },
    trace: {
      losses: [2.7e-7, 0.00041, 0.00054, 0.0032, 0.0052, 0.011],
      terms: [4.9e-7, 0.00076, 0.0024, 0.005, 0.015, 0.02],
      queryNorms: [0.0000072, 0.000015, 0.000025, 0.00003, 0.000046, 0.000058],
      keyNorms: [8.3e-8, 1.1e-7, 4.4e-7, 6.4e-7, 9e-7, 0.0000015],
      keys: [0.0000012, 0.000022, 0.00017, 0.00062, 0.0014, 0.0023],
      features: [0.018],
    },
  },
} as const;
