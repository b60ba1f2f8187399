/** Thrown inside a check when its memory is used up; it never leaves the package. */
export class MemoryExhausted extends Error {}
