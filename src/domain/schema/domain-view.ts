/** Enum values are upper case in the schema and lower case in the domain; the schema's enums translate. */
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
 * The fields of a generated type as the domain has them, without those that a resolver answers. Classes that implement it
 * do not compile when the schema says something else.
 */
export type DomainView<T, Resolved extends keyof T = never> = {
  [K in Exclude<keyof T, '__typename' | Resolved>]-?: InDomainValue<Exclude<T[K], undefined>>;
};
