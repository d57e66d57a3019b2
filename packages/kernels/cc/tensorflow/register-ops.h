#pragma once
#include <string>

// Registers the convolutions as TensorFlow ops, once in a process:
//   JsslConv3x3V1(x, filter) -> y
//   JsslConv3x3InputGradientV1(dy, filter) -> dx
//   JsslConv3x3FilterGradientV1(x, dy) -> dFilter
// Attributes: T, float or bfloat16, the type of x, y and their gradients; tile, 2 or 4, of F(tile x tile, 3x3).
// Returns what went wrong, or nothing.
std::string registerOps();
