import { fillNames } from '@jssl/settings';
import { healthWarnings } from '@jssl/trainer';

import { metrics } from '../fixtures/hand-made.js';
import { warningTemplates, warningsWithFlags } from './warnings-with-flags.js';

const collapsed = { ...metrics[0], epoch: 1, featureSpread: 0.01 } as (typeof metrics)[number];
const [template = ''] = healthWarnings([collapsed]);
const recorded = [{ ...collapsed, warnings: [fillNames(template), 'a temperature of its own'] }];

test('the settings in a warning that a run recorded are flags', () => {
  expect(recorded[0]?.warnings[0]).toContain('try a lower lr, a higher momentum');
  expect(warningTemplates(recorded, 0)).toEqual([template, 'a temperature of its own']);
  const [shown] = warningsWithFlags(recorded);
  expect(shown?.warnings?.[0]).toContain('try a lower --lr, a higher --momentum or another --seed');
  // Of a sentence from elsewhere it is not known which words are settings.
  expect(shown?.warnings?.[1]).toBe('a temperature of its own');
});

test('epochs without warnings are as they were', () => {
  expect(warningsWithFlags(metrics)).toEqual(metrics);
});
