import { SettingError } from '@jssl/settings';

import { defaultTrainConfig } from '../settings/train-settings.js';
import { planRanks } from './plan-ranks.js';

const images = { side: 64, channels: 3 };
const network = { bytesPerSecond: 1e9, latencySeconds: 1e-5 };

test('by hand: the original on 4 ranks', () => {
  const { share, collectives, bytesSent, seconds } = planRanks(defaultTrainConfig, images, {
    ranks: 4,
    ...network,
  });
  expect(share).toBe(64);
  // 25,730,880 parameters are seven buckets; losses and votes; images; keys of two heads; statistics
  // of query and key encoder.
  expect(collectives).toBe(7 + 2 + 1 + 2 + 2);
  // ResNet-50's 26,560 channels of batch norm, and two heads of 512.
  const statistics = 2 * 4 * (26_560 + 1024);
  const reduced = 4 * 25_730_880 + 24 + 2 * statistics;
  const gathered = 4 * 256 * 64 * 64 * 3 + 2 * 4 * 256 * 128;
  expect(bytesSent).toBeCloseTo(0.75 * (2 * reduced + gathered), 3);
  // 3 latencies for a gathering, 6 for a reduction.
  const latencies = 6 * (7 + 2 + 2) + 3 * (1 + 2);
  expect(seconds).toBeCloseTo(bytesSent / 1e9 + latencies * 1e-5, 12);
});

test('synchronized batch norm is a gathering for each batch norm, forward and backward', () => {
  const settings = { ...defaultTrainConfig, method: 'simclr' } as const;
  const [apart, together] = [settings, { ...settings, syncBn: true }].map((config) =>
    planRanks(config, images, { ranks: 2, ...network }),
  );
  // Two views, each forward and backward, of 53 batch norms and those of two heads; two reductions less.
  expect((together?.collectives ?? 0) - (apart?.collectives ?? 0)).toBe(4 * 55 - 2);
});

test('one process sends nothing, and what cannot be shared is refused', () => {
  expect(planRanks(defaultTrainConfig, images, { ranks: 1, ...network })).toEqual({
    ...{ share: 256, collectives: 0, bytesSent: 0, seconds: 0 },
  });
  expect(() => planRanks(defaultTrainConfig, images, { ranks: 3, ...network })).toThrow(
    /^batchSize must be divisible by 3 ranks/,
  );
  expect(() => planRanks(defaultTrainConfig, images, { ranks: 0, ...network })).toThrow(
    'ranks must be a whole number, at least 1, got 0',
  );
  expect(() =>
    planRanks(defaultTrainConfig, images, { ranks: 2, ...network, bytesPerSecond: 0 }),
  ).toThrow(new SettingError({ setting: 'bytesPerSecond', required: 'a number above 0', got: 0 }));
});
