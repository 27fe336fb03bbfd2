/** What came of wishes that were to be carried out on a cluster. */
export interface Carried {
  /** Why they wait: the next look at the cluster carries them out. */
  readonly trouble?: string;
  readonly wantsLogin?: true;
  /** What the scheduler refused, in its words. */
  readonly refused?: string;
}
