/**
 * The part of Standard Schema (https://standardschema.dev, version 1) that mrunner uses. Zod, Valibot and ArkType
 * schemas have it under the key `~standard`, so none of them is a dependency.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaOutcome<Output> | Promise<SchemaOutcome<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Standard JSON Schema, where the library has it. */
    readonly jsonSchema?: {
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

interface JsonSchemaOptions {
  readonly target: 'draft-2020-12';
  readonly libraryOptions?: Record<string, unknown> | undefined;
}

/** What `validate` gives: the output, or what is wrong with the input. */
export type SchemaOutcome<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What is written for a schema: the schema's input type. */
export type SchemaInput<S extends StandardSchema<unknown, unknown>> = NonNullable<
  S['~standard']['types']
>['input'];

/** What a schema makes of its input: the type that functions of the parameters get. */
export type SchemaOutput<S extends StandardSchema<unknown, unknown>> = NonNullable<
  S['~standard']['types']
>['output'];

/** Whether a value is a schema of any library. ArkType's schemas are functions. */
export const isStandardSchema = (value: unknown): value is StandardSchema<unknown, unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  '~standard' in value;

/**
 * The JSON Schema of what a schema accepts (`input`) or gives (`output`), or undefined when its library can't say.
 * Parts without a JSON form, such as bigint, are allowed: they come out as an empty schema.
 */
export const jsonSchemaOf = (
  schema: StandardSchema<unknown, unknown>,
  side: 'input' | 'output',
): Record<string, unknown> | undefined => {
  try {
    return schema['~standard'].jsonSchema?.[side]({
      target: 'draft-2020-12',
      libraryOptions: { unrepresentable: 'any' },
    });
  } catch {
    return undefined;
  }
};

/** An issue's path as text: `optimizer.betas[1]`; empty for the whole value. */
export const issuePathText = (issue: SchemaIssue): string => {
  let text = '';
  for (const part of issue.path ?? []) {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? String(key) : `.${String(key)}`;
  }
  return text;
};
