// Sums of decimal text, exactly: whole numbers of hundred-thousandths, never floats.

const PLACES = 5

function parse(value: string): bigint | null {
  const parts = /^(-?)(\d+)(?:\.(\d{1,5}))?$/.exec(value)
  if (!parts) return null
  const units = BigInt((parts[2] ?? '0') + (parts[3] ?? '').padEnd(PLACES, '0'))
  return parts[1] === '-' ? -units : units
}

function print(units: bigint): string {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(PLACES + 1, '0')
  const fraction = digits.slice(-PLACES).replace(/0+$/, '').padEnd(2, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -PLACES)}.${fraction}`
}

/** Sum of decimal texts; null when one of them is no number. */
export function sum(values: string[]): string | null {
  let total = 0n
  for (const value of values) {
    const units = parse(value)
    if (units === null) return null
    total += units
  }
  return print(total)
}

/** a - b; null when one is no number. */
export function difference(a: string, b: string): string | null {
  const [left, right] = [parse(a), parse(b)]
  return left === null || right === null ? null : print(left - right)
}

export const isZero = (value: string) => parse(value) === 0n

/** Share of the whole, for bars; 0 when it cannot be told. */
export function share(part: string, whole: string): number {
  const [a, b] = [parse(part), parse(whole)]
  if (a === null || b === null || b === 0n) return 0
  return Number((a * 10000n) / b) / 10000
}
