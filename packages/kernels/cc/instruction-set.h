#pragma once
#include "batch-norm.h"
#include "convolution.h"
#include "window-convolution.h"

struct InstructionSet {
  const char* name;
  Kernels tiles2, tiles4;  // by F(2x2,3x3) and F(4x4,3x3)
  WindowKernels windows;  // of any kernel and stride, by products
  NormKernels norm;
};

// The best instruction set of this processor, up to the limit that ONEDNN_MAX_CPU_ISA sets, if any.
const InstructionSet& chooseInstructionSet();

// Compares small convolutions and batch norms with plain loops: a compiler or processor that gets them wrong is
// found before it trains anything. Takes a millisecond.
bool computesCorrectly(const InstructionSet&);
