/**
 * A double as text that YAML 1.1 and 1.2 both read as that very double. YAML 1.1 wants a point in the mantissa and a sign
 * in the exponent: `1.0e-05`, where JavaScript writes `1e-5`. The exponent is used where Python uses it.
 */
export const yamlDouble = (input: number): string => {
  if (Number.isNaN(input)) return '.nan';
  if (!Number.isFinite(input)) return input > 0 ? '.inf' : '-.inf';
  if (input === 0) return Object.is(input, -0) ? '-0.0' : '0.0';
  const size = Math.abs(input);
  if (size < 1e-4 || size >= 1e16) return withExponent(input);
  return withPoint(String(input));
};

const withExponent = (input: number): string => {
  const [mantissa = '', exponent = ''] = input.toExponential().split('e');
  const digits = exponent.slice(1).padStart(2, '0');
  return `${withPoint(mantissa)}e${exponent.charAt(0)}${digits}`;
};

const withPoint = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`);
