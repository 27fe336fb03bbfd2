/** How many characters of a failure's text are kept. */
const longest = 300;

/**
 * What a log's last lines say about why the program failed, as one line: the exception of a Python traceback
 * (`ValueError: bad shape`), Node's error line, else the last line that speaks of an error. Undefined when none does.
 */
export function failureTextOf(logTail: string): string | undefined {
  const lines = withoutColour(logTail)
    .split(/\r?\n|\r/)
    .map((line) => line.trimEnd());
  const found = pythonException(lines) ?? errorLine(lines) ?? complaint(lines);
  const text = found?.trim();
  if (text === undefined || text.length <= longest) return text;
  return `${text.slice(0, longest - 1)}…`;
}

// Colours and cursor movements; the escape character is what they all begin with.
const withoutColour = (text: string): string =>
  text.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-?]*[ -/]*[@-~]`, 'g'), '');

/** The first line after the last traceback that is not indented: a class of any name, and its message. */
function pythonException(lines: readonly string[]): string | undefined {
  const start = lines.lastIndexOf('Traceback (most recent call last):');
  if (start < 0) return undefined;
  return lines.slice(start + 1).find((line) => line !== '' && !/^\s/.test(line));
}

/** `RangeError: Invalid array length`, `torch.OutOfMemoryError: …`, `Error [ERR_X]: …`, with `Uncaught` before or not. */
const errorLine = (lines: readonly string[]): string | undefined =>
  lines.findLast((line) =>
    /^(?:Uncaught )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception)(?: \[\w+\])?(?:: .+)?$/.test(line),
  );

const complaint = (lines: readonly string[]): string | undefined =>
  lines.findLast((line) =>
    /\b(?:error|fatal|panic(?:ked)?|exception|failed|failure|cannot|can't|could not|no such|not found|denied|out of memory|no space left|killed)\b/i.test(
      line,
    ),
  );
