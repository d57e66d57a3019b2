// The table of kernels that kernels-*.cc compile, each for one instruction set.
#pragma once
#include "filter-gradient.h"
#include "forward-and-input-gradient.h"

namespace {

template <class F>
constexpr Kernels kernelsOf() {
  return {{convolve<F, false, float>, convolve<F, false, Half>},
          {convolve<F, true, float>, convolve<F, true, Half>},
          {filterGradient<F, float>, filterGradient<F, Half>}};
}

}  // namespace
