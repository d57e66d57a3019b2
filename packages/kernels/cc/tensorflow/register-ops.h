#pragma once
#include <string>

// Registers all ops of the kernels with TensorFlow, once in a process. Returns what went wrong, or nothing.
std::string registerOps();
