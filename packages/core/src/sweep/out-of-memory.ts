/**
 * Whether the words of a failed program say that memory ran out, the machine's or a GPU's: those of Python, PyTorch, JAX, Node,
 * Java, C++ and the C library.
 *
 * @example isOutOfMemory('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB') === true
 */
export const isOutOfMemory = (text: string): boolean => words.test(text);

const words =
  /\bout of memory\b|OutOfMemory|MemoryError\b|\bbad_alloc\b|cannot allocate memory|RESOURCE_EXHAUSTED.*(?:memory|allocat)/i;
