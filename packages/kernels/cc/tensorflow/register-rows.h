#pragma once
#include <string>

// Registers the kernels on rows of matrices as TensorFlow ops, once in a process:
//   JsslNearestV1(queries, bank) -> products, rows    attribute k; see row-kernels.h
// Returns what went wrong, or nothing.
std::string registerRows();
