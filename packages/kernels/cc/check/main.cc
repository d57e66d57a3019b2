// Compares the kernels with plain loops in float64, for given shapes or random ones; each instruction set
// that the processor has, on one thread and on three, which must give the same bits.
//   check [COUNT [SEED]]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "../parallel.h"
#include "check-loss.h"
#include "check-network.h"
#include "check-rows.h"
#include "check-updates.h"
#include "../instruction-set.h"
#include "check-batch-norm.h"
#include "check-window-convolution.h"
#include "direct-convolution.h"
#include "values.h"

extern const InstructionSet base;
#if defined(__x86_64__)
extern const InstructionSet avx2, avx512;
extern const RowKernels rowsAvx2, rowsAvx512;
#endif
extern const RowKernels rowsBase;

namespace {

std::vector<const InstructionSet*> offered() {
  std::vector<const InstructionSet*> sets{&base};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(&avx2);
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
#if defined(JSSL_LANES)
  sets.push_back(&avx512);  // compiled for any processor
  (void)wide;
#else
  if (wide) sets.push_back(&avx512);
#endif
#endif
  return sets;
}

std::vector<std::pair<const char*, RowKernels>> offeredRowKernels() {
  std::vector<std::pair<const char*, RowKernels>> kernels;
  for (const InstructionSet* set : offered()) {
#if defined(__x86_64__)
    kernels.emplace_back(set->name, set == &avx512 ? rowsAvx512 : set == &avx2 ? rowsAvx2 : rowsBase);
#else
    kernels.emplace_back(set->name, rowsBase);
#endif
  }
  return kernels;
}

struct Results {
  Floats y, dx, dFilter, yHalf, dxHalf, dFilterHalf;
  bool operator==(const Results& other) const {
    const Floats* mine[] = {&y, &dx, &dFilter, &yHalf, &dxHalf, &dFilterHalf};
    const Floats* its[] = {&other.y, &other.dx, &other.dFilter, &other.yHalf, &other.dxHalf, &other.dFilterHalf};
    for (int i = 0; i < 6; i++)
      if (!mine[i]->empty() && std::memcmp(mine[i]->data(), its[i]->data(), mine[i]->size() * sizeof(float)) != 0)
        return false;
    return true;
  }
};

Results compute(const Kernels& k, const Shape& s, const Floats& x, const Floats& filter, const Floats& dy,
                const Halves& xHalf, const Halves& dyHalf) {
  Results r;
  r.y.assign(dy.size(), NAN);
  r.dx.assign(x.size(), NAN);
  r.dFilter = r.dFilterHalf = Floats(filter.size(), NAN);
  Halves yHalf(dy.size(), 0x7fc0), dxHalf(x.size(), 0x7fc0);
  k.forward[0](s, x.data(), filter.data(), r.y.data());
  k.inputGradient[0](s, dy.data(), filter.data(), r.dx.data());
  k.filterGradient[0](s, x.data(), dy.data(), r.dFilter.data());
  k.forward[1](s, xHalf.data(), filter.data(), yHalf.data());
  k.inputGradient[1](s, dyHalf.data(), filter.data(), dxHalf.data());
  k.filterGradient[1](s, xHalf.data(), dyHalf.data(), r.dFilterHalf.data());
  r.yHalf = widened(yHalf);
  r.dxHalf = widened(dxHalf);
  return r;
}

Shape draw(std::mt19937& random) {
  auto upTo = [&](int most) { return static_cast<int>(random() % most); };
  Shape s{upTo(66), 1 + upTo(70), 1 + upTo(70), 16 * (1 + upTo(32)), 16 * (1 + upTo(32))};
  if (upTo(2)) s.height = s.width;
  // Plain loops take a second for some 1e9 products.
  while (9.0 * s.rows * s.height * s.width * s.inChannels * s.outChannels > 2e7) {
    int* sides[] = {&s.rows, &s.height, &s.width};
    int& side = *sides[upTo(3)];
    if (side > 1) side = (side + 1) / 2;
    else (upTo(2) ? s.inChannels : s.outChannels) = 16 * (1 + upTo(4));
  }
  return s;
}

// Of normally distributed values, relative to the result's length.
constexpr double SINGLE = 1e-5, HALF = 4e-3;

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 20;
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Shape> shapes{{3, 8, 8, 64, 48},  {2, 7, 9, 16, 32}, {1, 5, 4, 256, 512}, {5, 4, 4, 512, 512},
                            {0, 4, 4, 16, 16},  {1, 1, 1, 32, 16}, {2, 2, 3, 16, 80},   {3, 1, 70, 16, 16},
                            {2, 70, 1, 16, 32}, {9, 33, 35, 16, 16}, {2, 3, 2, 512, 16}};
  for (int i = 0; i < count; i++) shapes.push_back(draw(random));
  int failures = checkUpdates(seed);
  for (const auto& [set, kernels] : offeredRowKernels()) failures += checkRows(set, kernels, seed) + checkLoss(set, kernels, seed);
  for (const InstructionSet* set : offered()) {
    double worst[2][6] = {};
    useThreads(1);
    bool isRight = computesCorrectly(*set);
    if (!isRight) failures++, std::printf("%s: computesCorrectly says no\n", set->name);
    for (const Shape& s : shapes) {
      const std::size_t pixels = static_cast<std::size_t>(s.rows) * s.height * s.width;
      Floats x(pixels * s.inChannels), dy(pixels * s.outChannels), filter(9 * s.inChannels * s.outChannels);
      for (auto* values : {&x, &dy, &filter})
        for (float& value : *values) value = normal(random);
      const Halves xHalf = cutToHalves(x), dyHalf = cutToHalves(dy);
      const DirectConvolution exact(windowsOf(s), x, filter, dy);
      for (const Kernels* kernels : {&set->tiles2, &set->tiles4}) {
        const int at = kernels == &set->tiles4;
        useThreads(1);
        const Results one = compute(*kernels, s, x, filter, dy, xHalf, dyHalf);
        useThreads(3);
        const Results three = compute(*kernels, s, x, filter, dy, xHalf, dyHalf);
        const double errors[6] = {error(one.y, exact.forward),      error(one.dx, exact.inputGradient),
                                  error(one.dFilter, exact.filterGradient), error(one.yHalf, exact.forward),
                                  error(one.dxHalf, exact.inputGradient),   error(one.dFilterHalf, exact.filterGradient)};
        bool fails = !(one == three);
        for (int i = 0; i < 6; i++) {
          fails = fails || !(errors[i] <= (i == 3 || i == 4 ? HALF : SINGLE));
          if (!(errors[i] <= worst[at][i])) worst[at][i] = errors[i];
        }
        if (!fails) continue;
        failures++;
        std::printf("%s F(%d): %d x %dx%d %d->%d: errors", set->name, at ? 4 : 2, s.rows, s.height, s.width,
                    s.inChannels, s.outChannels);
        for (double one : errors) std::printf(" %.1e", one);
        std::printf(one == three ? "\n" : ", and threads make a difference\n");
      }
    }
    failures += checkBatchNorm(*set, count, seed) + checkWindowConvolution(*set, count, seed) + checkNetwork(*set, seed);
    for (int at = 0; at < 2; at++) {
      std::printf("%s F(%d): %zu shapes, worst errors", set->name, at ? 4 : 2, shapes.size());
      for (double one : worst[at]) std::printf(" %.1e", one);
      std::printf("\n");
    }
  }
  std::printf("%d failed\n", failures);
  return failures > 0;
}
