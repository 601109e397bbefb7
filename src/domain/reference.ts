/** An id by which a source means an issue, whatever the external id of the issue is at the moment. */
export interface NativeId {
  /** The connector that received it, as bytes. */
  readonly connectorId: Buffer;
  readonly nativeId: string;
  /** Whether the issue continues under another external id, and the former one is reported as removed. */
  readonly isMove: boolean;
}
