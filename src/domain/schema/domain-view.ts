/** Enum values are upper case in the schema and lower case in the domain; the enums of the schema translate. */
type InDomainValue<T> = T extends string
  ? string extends T
    ? T
    : Lowercase<T>
  : T extends readonly (infer Item)[]
    ? InDomainValue<Item>[]
    : T extends object
      ? DomainView<T>
      : T;

/**
 * The fields of a generated type with the domain's values, without the fields in `Resolved`, which a resolver computes. A
 * class that implements it compiles only while it matches the contract.
 */
export type DomainView<T, Resolved extends keyof T = never> = {
  [K in Exclude<keyof T, '__typename' | Resolved>]-?: InDomainValue<Exclude<T[K], undefined>>;
};
