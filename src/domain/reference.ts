/** The external id under which a connector's source knows an issue. */
export interface NewReference {
  /** The id as bytes. */
  readonly connectorId: Buffer;
  /** An id that the source never changes. */
  readonly nativeId: string;
  readonly externalId: string;
}
