// Signals and the stack of oneDNN.
#pragma once

// Sends the signals of this process to its other threads, and gives this thread a stack for the handlers of those that
// are sent to the thread itself. Only where oneDNN needs it; children of the process are not affected.
void keepSignalsOffThisThread();
