/** Why a task waits. */
export interface PendingText {
  readonly text: string;
  /** It will never start by itself. */
  readonly never: boolean;
}

/** What a reason of squeue for waiting means. */
export const pendingText = (reason: string): PendingText => ({ text: reason, never: false });
