#include "row-kernels-table.h"

extern const RowKernels rowsBase = rowKernels;
