import { expect, test } from 'vitest';
import { isOutOfMemory } from './out-of-memory.ts';

test.each([
  'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB',
  'RuntimeError: CUDA error: out of memory',
  'MemoryError',
  'numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.28 TiB for an array',
  'jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Failed to allocate request for 2.0GiB',
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
  "terminate called after throwing an instance of 'std::bad_alloc'",
  'OSError: [Errno 12] Cannot allocate memory',
])('memory ran out: %s', (text) => {
  expect(isOutOfMemory(text)).toBe(true);
});

test.each([
  'ValueError: memory must be positive',
  'RESOURCE_EXHAUSTED: quota of requests',
  'RangeError: Invalid array length',
  '',
])('something else: %s', (text) => {
  expect(isOutOfMemory(text)).toBe(false);
});
