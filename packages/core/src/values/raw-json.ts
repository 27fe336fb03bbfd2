/** Text that `JSON.stringify` writes as it is. The types of the language's library do not know it yet. */
export const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
