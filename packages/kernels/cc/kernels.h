// The table of kernels that kernels-*.cc compile, each for one instruction set.
#pragma once
#include "batch-norm-kernels.h"
#include "filter-gradient.h"
#include "forward-and-input-gradient.h"
#include "instruction-set.h"
#include "window-filter-gradient.h"
#include "window-products.h"

namespace {

template <class F>
constexpr Kernels kernelsOf() {
  return {{convolve<F, false, float>, convolve<F, false, Half>},
          {convolve<F, true, float>, convolve<F, true, Half>},
          {filterGradient<F, float>, filterGradient<F, Half>}};
}

constexpr InstructionSet instructionSet(const char* name) {
  return {name,
          kernelsOf<F2>(),
          kernelsOf<F4>(),
          {{windowForward<float>, windowForward<Half>},
           {windowInputGradient<float>, windowInputGradient<Half>},
           {windowFilterGradient<float>, windowFilterGradient<Half>}},
          {{measure<float>, measure<Half>}, {normalize<float>, normalize<Half>}, {normGradient<float>, normGradient<Half>}}};
}

}  // namespace
