// Texts of the pages in two languages, French first; the choice is remembered on this computer.
import { speak } from '../api/client'
import diagnosticsEn from './diagnostics.en.json'
import diagnosticsFr from './diagnostics.fr.json'
import en from './en.json'
import fr from './fr.json'

export type Locale = 'fr' | 'en'
export type Key = keyof typeof fr
export const LOCALES: Locale[] = ['fr', 'en']

const REMEMBERED = 'trusquin.locale'
const TEXTS: Record<Locale, Record<Key, string>> = { fr, en }
const DIAGNOSTICS: Record<Locale, Record<string, string>> = { fr: diagnosticsFr, en: diagnosticsEn }

function remembered(): Locale {
  try {
    return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'fr'
  } catch {
    // Storage is closed to us (private window, policy): French.
    return 'fr'
  }
}

let current = $state<Locale>('fr')

export const locale = () => current

export function setLocale(next: Locale): void {
  current = next
  speak(next)
  document.documentElement.lang = next
  try {
    localStorage.setItem(REMEMBERED, next)
  } catch {
    // Then it lasts until the page is closed.
  }
}

export const startLocale = () => setLocale(remembered())

export type Values = Record<string, string | number>

/** `{name}` is replaced by the value; `one|many` is chosen by the value `n`, as the language counts. */
export function fill(text: string, values: Values, language: Locale): string {
  const forms = text.split('|')
  let chosen = text
  if (forms.length === 2 && typeof values.n === 'number') {
    chosen = forms[new Intl.PluralRules(language).select(values.n) === 'one' ? 0 : 1] ?? text
  }
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB').format(value) : value
  })
}

export function t(key: Key, values: Values = {}): string {
  return fill(TEXTS[current][key], values, current)
}

/** A word of the service (`turning`, `text_layer`) in the reader's language; one we do not know is shown as it is. */
export function word(family: 'field' | 'projection' | 'reader' | 'process' | 'kind' | 'source' | 'dimension' | 'cost' | 'characteristic' | 'trait' | 'face' | 'hole' | 'what', name: string): string {
  const text = (TEXTS[current] as Record<string, string>)[`${family}.${name}`]
  return text ?? name.replaceAll('_', ' ')
}

/** What a diagnostic's code means in plain words, or null for a code these pages do not know yet. */
export function diagnosticText(code: string): string | null {
  return DIAGNOSTICS[current][code] ?? null
}
