// Batch norm: one pass over the maps for the statistics, one to normalize; and one for the sums of the gradient,
// one for the gradient itself.
#pragma once
#include "batch-norm.h"
#include "lanes.h"
#include "parallel.h"
#include "scratch.h"

namespace {

constexpr int RUN_PIXELS = 32;            // whose float32 sums are added up in float64
constexpr Index PART_ELEMENTS = 1 << 15;  // of a map that a thread takes at once
constexpr int MOST_PARTS = 64;            // of a group

// The pixels of a map in parts that follow from its shape alone.
struct NormParts {
  Index pixels;  // of a part
  int ofGroup, all;
  explicit NormParts(const NormShape& s) {
    const Index group = s.groupPixels();
    const Index usual = most(RUN_PIXELS, PART_ELEMENTS / s.channels);
    pixels = most(usual, (group + MOST_PARTS - 1) / MOST_PARTS);
    ofGroup = quotientUp(group, pixels);
    all = ofGroup * s.groups;
  }
  // Calls run(group, part, first pixel, end) on all threads; on this one for a small map.
  template <class Run>
  void each(const NormShape& s, const Run& run) const {
    const OnThisThread here(s.pixels * s.channels < PART_ELEMENTS);
    parallel(all, [&](int at) {
      const int group = at / ofGroup;
      const Index start = group * s.groupPixels() + at % ofGroup * pixels, end = (group + 1) * s.groupPixels();
      run(group, at, start, start + pixels < end ? start + pixels : end);
    });
  }
};

typedef double DoubleV __attribute__((vector_size(W * sizeof(double))));

INLINE DoubleV loadDoubles(const double* p) {
  DoubleV v;
  std::memcpy(&v, p, sizeof v);
  return v;
}
INLINE DoubleV loadDoubles(const float* p) { return __builtin_convertvector(load(p), DoubleV); }

// total += values, in float64.
template <class T>
void addDoubles(const T* values, Index count, double* total) {
  Index c = 0;
  for (; c + W <= count; c += W) {
    const DoubleV sum = loadDoubles(total + c) + loadDoubles(values + c);
    std::memcpy(total + c, &sum, sizeof sum);
  }
  for (; c < count; c++) total[c] += static_cast<double>(values[c]);
}

// Two sums for each channel, of parts that add(lanes, pixel, channel, first, second) adds to.
class ChannelSums {
 public:
  ChannelSums(const NormShape& s, const NormParts& parts)
      : shape_(s), parts_(parts), stride_(2 * static_cast<Index>(s.channels)) {
    sums_ = reinterpret_cast<double*>(scratch(Slot::sums, 2 * (parts.all + 1) * stride_));
  }

  template <class Add>
  void gather(const Add& add) {
    const int channels = shape_.channels;
    parts_.each(shape_, [&](int group, int part, Index pixel, Index end) {
      double* total = sums_ + part * stride_;
      float* run = scratch(Slot::columns, stride_);
      for (Index c = 0; c < stride_; c++) total[c] = 0;
      while (pixel < end) {
        const Index stop = pixel + RUN_PIXELS < end ? pixel + RUN_PIXELS : end;
        std::memset(run, 0, stride_ * sizeof(float));
        for (; pixel < stop; pixel++)
          eachLane(channels, [&](auto lanes, int c) INLINE_LAMBDA {
            typedef decltype(lanes) L;
            typename L::Value first = L::from(run + c), second = L::from(run + channels + c);
            add(lanes, group, pixel, c, first, second);
            L::to(run + c, first);
            L::to(run + channels + c, second);
          });
        addDoubles(run, stride_, total);
      }
    });
  }

  // The sums of a group: [2][channels].
  const double* of(int group) {
    double* result = sums_ + parts_.all * stride_;
    for (Index c = 0; c < stride_; c++) result[c] = 0;
    for (int part = 0; part < parts_.ofGroup; part++) {
      const double* one = sums_ + (static_cast<Index>(group) * parts_.ofGroup + part) * stride_;
      addDoubles(one, stride_, result);
    }
    return result;
  }

 private:
  const NormShape& shape_;
  const NormParts& parts_;
  Index stride_;
  double* sums_;
};

// Sums of differences from a group's first pixel, which is near the mean, so that little cancels in the variance.
template <class T>
void measure(const NormShape& s, const void* input, float* statistics) {
  const T* x = static_cast<const T*>(input);
  const NormParts parts(s);
  ChannelSums sums(s, parts);
  sums.gather([&](auto lanes, int group, Index pixel, int c, auto& first, auto& second) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    const auto difference = L::from(x + pixel * s.channels + c) - L::from(x + group * s.groupPixels() * s.channels + c);
    first += difference;
    second += difference * difference;
  });
  const double count = static_cast<double>(s.groupPixels());
  for (int group = 0; group < s.groups; group++) {
    const double* sum = sums.of(group);
    const T* origin = x + group * s.groupPixels() * s.channels;
    float* mean = statistics + 2 * group * s.channels;
    for (int c = 0; c < s.channels; c++) {
      const double shift = sum[c] / count, variance = sum[s.channels + c] / count - shift * shift;
      mean[c] = static_cast<float>(shift + static_cast<double>(Narrow::from(origin + c)));
      mean[s.channels + c] = variance < 0 ? 0 : static_cast<float>(variance);
    }
  }
}

float deviationsInverse(float variance, float epsilon) {
  return static_cast<float>(1 / __builtin_sqrt(static_cast<double>(variance) + static_cast<double>(epsilon)));
}

template <class T, bool Residual>
void normalizeWith(const NormShape& s, const T* x, const T* residual, const float* scale, const float* offset,
                   const float* statistics, T* y) {
  const float least = s.relu ? 0 : -__builtin_inff();
  float* factors = scratch(Slot::sums, static_cast<std::size_t>(s.groups) * s.channels);
  for (int group = 0; group < s.groups; group++)
    for (int c = 0; c < s.channels; c++)
      factors[group * s.channels + c] =
          scale[c] * deviationsInverse(Statistics::variance(statistics, s, group)[c], s.epsilon);
  NormParts(s).each(s, [&](int group, int, Index pixel, Index end) {
    const float *mean = Statistics::mean(statistics, s, group), *factor = factors + group * s.channels;
    for (; pixel < end; pixel++) {
      const Index at = pixel * s.channels;
      eachLane(s.channels, [&](auto lanes, int c) INLINE_LAMBDA {
        typedef decltype(lanes) L;
        auto value = (L::from(x + at + c) - L::from(mean + c)) * L::from(factor + c) + L::from(offset + c);
        if (Residual) value += L::from(residual + at + c);
        L::to(y + at + c, L::zeroBelow(least, value));
      });
    }
  });
}

template <class T>
void normalize(const NormShape& s, const void* x, const void* residual, const float* scale, const float* offset,
               const float* statistics, void* y) {
  const auto run = residual ? normalizeWith<T, true> : normalizeWith<T, false>;
  run(s, static_cast<const T*>(x), static_cast<const T*>(residual), scale, offset, statistics, static_cast<T*>(y));
}

// Before is the gradient behind the norm: dy + dOther, where y is above zero if there is a ReLU.
// Shortcut: there may be a dOther or a dResidual; which of them is asked for in the loops, to compile fewer of these.
template <class T, bool Relu, bool Shortcut>
void normGradientWith(const NormShape& s, const NormGradient<T>& g) {
  const int channels = s.channels;
  const bool hasOther = Shortcut && g.dOther, keeps = Shortcut && g.dResidual;
  const auto before = [&](auto lanes, Index at) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    auto value = L::from(g.dy + at);
    if (hasOther) value += L::from(g.dOther + at);
    return Relu ? L::wherePositive(L::from(g.y + at), value) : value;
  };
  const NormParts parts(s);
  ChannelSums sums(s, parts);
  sums.gather([&](auto lanes, int group, Index pixel, int c, auto& first, auto& second) INLINE_LAMBDA {
    typedef decltype(lanes) L;
    const Index at = pixel * channels + c;
    auto value = before(lanes, at);
    if (keeps) {
      L::to(g.dResidual + at, value);
      value = L::from(g.dResidual + at);  // as it is rounded
    }
    first += value;
    second += value * (L::from(g.x + at) - L::from(Statistics::mean(g.statistics, s, group) + c));
  });
  const double count = static_cast<double>(s.groupPixels());
  std::memset(g.dScale, 0, channels * sizeof(float));
  std::memset(g.dOffset, 0, channels * sizeof(float));
  // dx = factor * (before - mean of before - normalized x * mean of before * normalized x)
  float* coefficients = scratch(Slot::filters, static_cast<std::size_t>(s.groups) * 3 * channels);
  for (int group = 0; group < s.groups; group++) {
    const double* sum = sums.of(group);
    float* coefficient = coefficients + static_cast<Index>(group) * 3 * channels;
    for (int c = 0; c < channels; c++) {
      const float inverse = deviationsInverse(Statistics::variance(g.statistics, s, group)[c], s.epsilon);
      const double dScale = sum[channels + c] * static_cast<double>(inverse);
      g.dOffset[c] += static_cast<float>(sum[c]);
      g.dScale[c] += static_cast<float>(dScale);
      coefficient[c] = g.scale[c] * inverse;
      coefficient[channels + c] = static_cast<float>(sum[c] / count);
      coefficient[2 * channels + c] = static_cast<float>(dScale / count * static_cast<double>(inverse));
    }
  }
  parts.each(s, [&](int group, int, Index pixel, Index end) {
    const float* mean = Statistics::mean(g.statistics, s, group);
    const float* coefficient = coefficients + static_cast<Index>(group) * 3 * channels;
    for (; pixel < end; pixel++)
      eachLane(channels, [&](auto lanes, int c) INLINE_LAMBDA {
        typedef decltype(lanes) L;
        const Index at = pixel * channels + c;
        const auto value = keeps ? L::from(g.dResidual + at) : before(lanes, at);
        const auto centered = L::from(g.x + at) - L::from(mean + c);
        const auto rest = value - L::from(coefficient + channels + c);
        L::to(g.dx + at, L::from(coefficient + c) * (rest - centered * L::from(coefficient + 2 * channels + c)));
      });
  });
}

template <class T>
void normGradient(const NormShape& s, const NormGradient<void>& g) {
  const NormGradient<T> of{static_cast<const T*>(g.dy), static_cast<const T*>(g.dOther), static_cast<const T*>(g.x),
                           static_cast<const T*>(g.y),  g.scale,  g.statistics, static_cast<T*>(g.dx),
                           static_cast<T*>(g.dResidual), g.dScale, g.dOffset};
  const auto run = g.dOther || g.dResidual ? s.relu ? normGradientWith<T, true, true> : normGradientWith<T, false, true>
                                           : s.relu ? normGradientWith<T, true, false> : normGradientWith<T, false, false>;
  run(s, of);
}

}  // namespace
