import { type BatchOrder, orderText, sign } from '../../task/batch-order.ts';

/** What the pods of a Job are told of it. */
export interface PodOrder extends Omit<BatchOrder, 'requeue' | 'canary' | 'held'> {
  /** Name of the Job. */
  readonly token: string;
  /** How many indexes it has. */
  readonly tasks: number;
  /** Hexadecimal digits by which what mrunner says in the log of a container is known. */
  readonly mark: string;
  /** The storage directory is a volume that all pods share: packed ones claim their records there. */
  readonly shared: boolean;
}

/** The text of `order` of a Job. */
export const podOrderText = ({ token, tasks, mark, shared, ...order }: PodOrder): string =>
  orderText(order, { token, tasks: String(tasks), mark, shared: sign(shared) });

/** The variables that this order has beyond others, all empty. */
export const emptyPodOrder = 'mrunner_token= mrunner_tasks= mrunner_mark= mrunner_shared=';
