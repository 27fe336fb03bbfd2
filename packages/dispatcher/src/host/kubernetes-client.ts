/** What of large libraries is used, in a file of its own, which is loaded only for a cluster. */
export { KubeConfig } from '@kubernetes/client-node';
export { WebSocket } from 'ws';
