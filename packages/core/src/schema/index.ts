export {
  isStandardSchema,
  issuePathText,
  jsonSchemaOf,
  type SchemaInput,
  type SchemaIssue,
  type SchemaOutcome,
  type SchemaOutput,
  type StandardSchema,
} from './standard-schema.ts';
