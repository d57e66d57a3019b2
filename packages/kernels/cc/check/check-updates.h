#pragma once

// Compares the optimizers' steps and the norm with plain loops in float64, on one thread and on three, which must
// give the same bits. Returns the number of rules that fail.
int checkUpdates(unsigned seed);
