#include "check-window-convolution.h"

#include <cstdio>
#include <random>

#include "../parallel.h"
#include "direct-convolution.h"
#include "values.h"

namespace {

struct Inputs {
  Floats x, filter, dy;
  Halves xHalf, dyHalf;
};

// y, dx and dFilter, then the same of maps in bfloat16.
std::vector<Floats> compute(const WindowKernels& kernels, const WindowShape& s, const Inputs& in) {
  std::vector<Floats> r(6);
  r[0].assign(in.dy.size(), NAN);
  r[1].assign(in.x.size(), NAN);
  r[2] = r[5] = Floats(in.filter.size(), NAN);
  Halves yHalf(in.dy.size(), 0x7fc0), dxHalf(in.x.size(), 0x7fc0);
  kernels.forward[0](s, in.x.data(), in.filter.data(), r[0].data());
  kernels.inputGradient[0](s, in.dy.data(), in.filter.data(), r[1].data());
  kernels.filterGradient[0](s, in.x.data(), in.dy.data(), r[2].data());
  kernels.forward[1](s, in.xHalf.data(), in.filter.data(), yHalf.data());
  kernels.inputGradient[1](s, in.dyHalf.data(), in.filter.data(), dxHalf.data());
  kernels.filterGradient[1](s, in.xHalf.data(), in.dyHalf.data(), r[5].data());
  r[3] = widened(yHalf);
  r[4] = widened(dxHalf);
  return r;
}

bool haveSameBits(const std::vector<Floats>& one, const std::vector<Floats>& other) {
  for (std::size_t i = 0; i < one.size(); i++)
    if (!areSame(one[i], other[i])) return false;
  return true;
}

}  // namespace

int checkWindowConvolution(const InstructionSet& set, int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  const auto upTo = [&](int most) { return static_cast<int>(random() % most); };
  std::vector<WindowShape> shapes{{0, 4, 4, 16, 16, 3, 2}, {2, 1, 1, 3, 5, 3, 2},  {1, 2, 3, 1, 1, 7, 2}, {3, 5, 4, 17, 9, 1, 3},
                                  {1, 4, 4, 600, 520, 1, 1}, {2, 9, 8, 40, 17, 3, 2}, {1, 3, 3, 4, 4, 5, 4}};
  while (static_cast<int>(shapes.size()) < count + 7) {
    const auto channels = [&] { return upTo(2) ? 1 + upTo(40) : 16 * (1 + upTo(40)); };
    WindowShape s{1 + upTo(9), 1 + upTo(40), 1 + upTo(40), channels(), channels(), 1 + 2 * upTo(4), 1 + upTo(3)};
    while (1.0 * s.kernel * s.kernel * s.rows * s.outHeight() * s.outWidth() * s.inChannels * s.outChannels > 2e7) {
      int* sides[] = {&s.rows, &s.height, &s.width, &s.inChannels, &s.outChannels};
      int& side = *sides[upTo(5)];
      side = (side + 1) / 2;
    }
    shapes.push_back(s);
  }
  int failures = 0;
  double worst[6] = {};
  for (const WindowShape& s : shapes) {
    Inputs in;
    in.x.resize(static_cast<std::size_t>(s.rows) * s.height * s.width * s.inChannels);
    in.dy.resize(static_cast<std::size_t>(s.rows) * s.outHeight() * s.outWidth() * s.outChannels);
    in.filter.resize(static_cast<std::size_t>(s.kernel) * s.kernel * s.inChannels * s.outChannels);
    for (auto* values : {&in.x, &in.dy, &in.filter})
      for (float& value : *values) value = normal(random);
    in.xHalf = cutToHalves(in.x);
    in.dyHalf = cutToHalves(in.dy);
    useThreads(1);
    const auto one = compute(set.windows, s, in);
    useThreads(3);
    const auto three = compute(set.windows, s, in);
    const DirectConvolution exact(s, in.x, in.filter, in.dy);
    const std::vector<double>* expected[3] = {&exact.forward, &exact.inputGradient, &exact.filterGradient};
    bool fails = !haveSameBits(one, three);
    double errors[6];
    for (int i = 0; i < 6; i++) {
      errors[i] = error(one[i], *expected[i % 3]);
      // Sums of up to 30,000 products one by one, which rounds by some 3e-8 times the root of their number.
      fails = fails || !(errors[i] <= (i == 3 || i == 4 ? 4e-3 : 5e-6));
      if (!(errors[i] <= worst[i])) worst[i] = errors[i];
    }
    if (!fails) continue;
    failures++;
    std::printf("%s windows: %d x %dx%d %d->%d, kernel %d, stride %d: errors", set.name, s.rows, s.height, s.width,
                s.inChannels, s.outChannels, s.kernel, s.stride);
    for (double one : errors) std::printf(" %.1e", one);
    std::printf(haveSameBits(one, three) ? "\n" : ", and threads make a difference\n");
  }
  std::printf("%s windows: %zu shapes, worst errors", set.name, shapes.size());
  for (double one : worst) std::printf(" %.1e", one);
  std::printf("\n");
  return failures;
}
