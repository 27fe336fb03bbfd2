import { plainOf } from '@mrunner/core';
import { parseJsonText } from '@mrunner/core/values';

/**
 * Reads JSON that a script wrote. Integers beyond 2^53 come as bigints. Python writes NaN and the infinities as bare
 * words, which JSON does not know: they come as the texts that stand for them, `'NaN'`, `'Infinity'`, `'-Infinity'`. Throws a
 * SyntaxError that tells what is wrong.
 */
export const parseScriptJson = (text: string): unknown => {
  try {
    return plainOf(parseJsonText(text));
  } catch (error) {
    const quoted = text.replace(textOrBareWord, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    );
    // The first error quotes the text as the script wrote it.
    if (quoted === text) throw error;
    try {
      return plainOf(parseJsonText(quoted));
    } catch {
      throw error;
    }
  }
};

/** Texts are matched so that words within them are not; a word before a colon is a key without quotes, and no JSON. */
const textOrBareWord = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\w.$+-])(?:NaN|-?Infinity)(?![\w.$]|\s*:)/gs;
