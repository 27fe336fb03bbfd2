/** Something could not be written, which is nobody's bug. The message is whole: which disk, and why. */
export class DiskRefusal extends Error {
  override readonly name = 'DiskRefusal';
}
