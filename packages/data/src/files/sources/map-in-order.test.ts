import fc from 'fast-check';

import { mapInOrder } from './map-in-order.js';

test('results come in the order of the items, with no more calls under way than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 5 })),
      fc.integer({ min: 1, max: 7 }),
      async (delays, inFlight) => {
        let underWay = 0;
        const results: number[] = [];
        const wait = async (turns: number) => {
          expect(++underWay).toBeLessThanOrEqual(inFlight);
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          underWay--;
          return turns;
        };
        for await (const result of mapInOrder(delays, inFlight, wait)) results.push(result);
        expect(results).toEqual(delays);
      },
    ),
  );
});
