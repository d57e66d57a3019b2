#include "check-batch-norm.h"

#include <cstdio>
#include <random>

#include "../parallel.h"
#include "direct-batch-norm.h"
#include "values.h"

namespace {

// NaN if one is.
double most(double a, double b) { return a > b || a != a ? a : b; }

struct Inputs {
  Floats x, residual, scale, offset, dy, dOther;
};

struct Results {
  Floats y, mean, variance, dx, dResidual, dScale, dOffset;
};

// A value's data in the element type of the maps; null if there are none.
class Maps {
 public:
  Maps(Floats& values, bool isHalf) : floats_(values) {
    if (isHalf) halves_ = cutToHalves(values);
    isHalf_ = isHalf;
  }
  void* data() {
    if (floats_.empty()) return nullptr;
    return isHalf_ ? static_cast<void*>(halves_.data()) : static_cast<void*>(floats_.data());
  }
  Floats values() const { return isHalf_ ? widened(halves_) : floats_; }

 private:
  Floats floats_;
  Halves halves_;
  bool isHalf_;
};

Results compute(const NormKernels& kernels, const NormShape& s, Inputs& in, bool isHalf) {
  Maps x(in.x, isHalf), residual(in.residual, isHalf), dy(in.dy, isHalf), dOther(in.dOther, isHalf);
  Floats nothing(in.x.size(), 0), statistics(2 * s.groups * s.channels, NAN);
  Maps y(nothing, isHalf), dx(nothing, isHalf), dResidual(in.residual.empty() ? in.residual : nothing, isHalf);
  Results r;
  r.dScale = r.dOffset = Floats(s.channels, NAN);
  kernels.measure[isHalf](s, x.data(), statistics.data());
  kernels.normalize[isHalf](s, x.data(), residual.data(), in.scale.data(), in.offset.data(), statistics.data(),
                            y.data());
  kernels.gradient[isHalf](s, {dy.data(), dOther.data(), x.data(), y.data(), in.scale.data(), statistics.data(),
                               dx.data(), dResidual.data(), r.dScale.data(), r.dOffset.data()});
  for (int group = 0; group < s.groups; group++) {
    const float *mean = Statistics::mean(statistics.data(), s, group),
                *variance = Statistics::variance(statistics.data(), s, group);
    r.mean.insert(r.mean.end(), mean, mean + s.channels);
    r.variance.insert(r.variance.end(), variance, variance + s.channels);
  }
  r.y = y.values();
  r.dx = dx.values();
  r.dResidual = dResidual.values();
  return r;
}

bool operator==(const Results& a, const Results& b) {
  return areSame(a.y, b.y) && areSame(a.mean, b.mean) && areSame(a.variance, b.variance) && areSame(a.dx, b.dx) &&
         areSame(a.dResidual, b.dResidual) && areSame(a.dScale, b.dScale) && areSame(a.dOffset, b.dOffset);
}

}  // namespace

int checkBatchNorm(const InstructionSet& set, int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  const auto upTo = [&](int most) { return static_cast<int>(random() % most); };
  int failures = 0;
  double worst[2][4] = {};
  for (int at = 0; at < count; at++) {
    const int channels = 1 + (upTo(2) ? upTo(40) : 8 * upTo(64)), groups = 1 + upTo(4);
    const NormShape s{static_cast<std::ptrdiff_t>(groups) * (16 + upTo(at % 4 ? 90 : 20000) / (1 + channels / 64)),
                      channels, groups, upTo(2) ? 1e-5f : 1e-3f, upTo(2) == 1};
    const bool isHalf = upTo(2), hasResidual = upTo(2), hasOther = upTo(2);
    Inputs in;
    const std::size_t size = s.pixels * channels;
    in.x.resize(size), in.dy.resize(size), in.scale.resize(channels), in.offset.resize(channels);
    if (hasResidual) in.residual.resize(size);
    if (hasOther) in.dOther.resize(size);
    for (auto* values : {&in.x, &in.dy, &in.scale, &in.offset, &in.residual, &in.dOther})
      for (float& value : *values) value = normal(random);
    // Means far from zero, other ones for each channel.
    for (std::size_t i = 0; i < size; i++) in.x[i] += static_cast<float>(i % channels % 5 * 4);
    useThreads(1);
    const Results one = compute(set.norm, s, in, isHalf);
    useThreads(3);
    const Results three = compute(set.norm, s, in, isHalf);
    const DirectBatchNorm exact(s, in.x, in.residual, in.scale, in.offset, in.dy, in.dOther, one.y);
    const double rounding = isHalf ? 4e-3 : 0;
    const double statistics = most(error(one.mean, exact.mean), error(one.variance, exact.variance));
    const double y = error(one.y, exact.y), sums = most(error(one.dScale, exact.dScale), error(one.dOffset, exact.dOffset));
    const double maps = most(error(one.dx, exact.dx), hasResidual ? error(one.dResidual, exact.dResidual) : 0);
    const double errors[4] = {statistics, y, sums, maps};
    bool fails = !(one == three);
    for (int i = 0; i < 4; i++) {
      fails = fails || !(errors[i] <= (i == 0 ? 2e-6 : i == 2 ? 1e-5 + rounding : 5e-6 + rounding));
      worst[isHalf][i] = most(worst[isHalf][i], errors[i]);
    }
    if (!fails) continue;
    failures++;
    std::printf("%s batch norm: %td pixels, %d channels, %d groups%s%s%s%s: errors %.1e %.1e %.1e %.1e%s\n", set.name,
                s.pixels, channels, groups, s.relu ? ", relu" : "", isHalf ? ", bf16" : "",
                hasResidual ? ", residual" : "", hasOther ? ", two gradients" : "", statistics, y, sums, maps,
                one == three ? "" : ", and threads make a difference");
  }
  for (int isHalf = 0; isHalf < 2; isHalf++)
    std::printf("%s batch norm %s: worst errors of statistics %.1e, output %.1e, sums %.1e, gradient %.1e\n", set.name,
                isHalf ? "bf16" : "f32", worst[isHalf][0], worst[isHalf][1], worst[isHalf][2], worst[isHalf][3]);
  return failures;
}
