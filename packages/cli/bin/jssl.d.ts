/** Importing it runs the command with the arguments of this process. It exports nothing. */
export {};
