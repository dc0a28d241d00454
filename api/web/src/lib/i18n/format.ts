// Money, dates, numbers and times as the language writes them. Money stays decimal text: it is never a float, not even here.
import { locale, type Locale } from './index.svelte'

const TAG: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }

export function number(value: number, digits = 3, language: Locale = locale()): string {
  return new Intl.NumberFormat(TAG[language], { maximumFractionDigits: digits }).format(value)
}

/** Decimal text ("1234.50") with its currency. Intl formats decimal text exactly (ES2023). */
export function money(value: string, currency: string, language: Locale = locale()): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value
  const format = new Intl.NumberFormat(TAG[language], { style: 'currency', currency, minimumFractionDigits: 2 })
  return format.format(value as unknown as Intl.StringNumericLiteral)
}

/** Decimal text without its currency, for columns whose head names it. */
export function amount(value: string, language: Locale = locale()): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value
  const format = new Intl.NumberFormat(TAG[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return format.format(value as unknown as Intl.StringNumericLiteral)
}

/** Day ("2026-12-03"), read as a day and not as an instant: no time zone moves it. */
export function day(value: string, style: 'short' | 'long' = 'short', language: Locale = locale()): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(value)
  if (!parts) return value
  const date = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])))
  const options: Intl.DateTimeFormatOptions =
    style === 'long' ? { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } : { day: '2-digit', month: '2-digit', year: 'numeric' }
  return new Intl.DateTimeFormat(TAG[language], { ...options, timeZone: 'UTC' }).format(date)
}

/** Instant in the time zone of this computer. */
export function moment(value: string, language: Locale = locale()): string {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) return value
  return new Intl.DateTimeFormat(TAG[language], { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' }).format(date)
}

/** Seconds as the workshop says them: 45 s, 7 min 20, 1 h 05. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 3600) {
    const rest = whole % 60
    return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${two(rest)}`
  }
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)}`
}

export function bytes(value: number, language: Locale = locale()): string {
  const units = language === 'fr' ? ['o', 'ko', 'Mo', 'Go'] : ['B', 'kB', 'MB', 'GB']
  let size = value
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${number(size, unit === 0 || size >= 100 ? 0 : 1, language)} ${units[unit]}`
}

export function percent(share: number, language: Locale = locale()): string {
  return new Intl.NumberFormat(TAG[language], { style: 'percent', maximumFractionDigits: 0 }).format(share)
}
