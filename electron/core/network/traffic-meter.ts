/** Counts what an operation asks of the network. */

/** Requests sent, retries included, and bytes of bodies. */
export interface TrafficMeter {
  requests: number;
  bytesReceived: number;
  bytesSent: number;
}

export function createTrafficMeter(): TrafficMeter {
  return { requests: 0, bytesReceived: 0, bytesSent: 0 };
}
