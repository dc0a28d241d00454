import { describe, expect, it } from 'vitest'
import { amount, bytes, day, duration, money, number } from '../src/lib/i18n/format'
import { fill } from '../src/lib/i18n/index.svelte'

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ')

describe('money', () => {
  it.each([
    ['1234.50', 'EUR', 'fr', '1 234,50 €'],
    ['1234.50', 'EUR', 'en', '€1,234.50'],
    ['0.00', 'EUR', 'fr', '0,00 €'],
    ['-12.5', 'EUR', 'fr', '-12,50 €'],
    // Beyond what a float holds: decimal text stays exact.
    ['9007199254740993.01', 'EUR', 'en', '€9,007,199,254,740,993.01'],
    ['not money', 'EUR', 'fr', 'not money'],
  ] as const)('%s %s in %s', (value, currency, language, expected) => {
    expect(plain(money(value, currency, language))).toBe(expected)
  })

  it('has amounts without currency', () => expect(plain(amount('1234.5', 'fr'))).toBe('1 234,50'))
})

describe('days, numbers, times', () => {
  it.each([
    ['2026-12-03', 'short', 'fr', '03/12/2026'],
    ['2026-12-03', 'long', 'fr', 'jeu. 3 déc. 2026'],
    ['2026-12-03', 'short', 'en', '03/12/2026'],
    ['', 'short', 'fr', ''],
  ] as const)('%s %s %s', (value, style, language, expected) => expect(plain(day(value, style, language))).toBe(expected))

  it.each([[12.5, 'fr', '12,5'], [12.5, 'en', '12.5'], [1234.5678, 'fr', '1 234,568']] as const)('%d %s', (value, language, expected) =>
    expect(plain(number(value, 3, language))).toBe(expected))

  it.each([[0, '0 s'], [59.4, '59 s'], [60, '1 min'], [439.5, '7 min 20'], [3599.6, '1 h 00'], [3900, '1 h 05']] as const)('%d s', (seconds, expected) =>
    expect(duration(seconds)).toBe(expected))

  it.each([[0, 'fr', '0 o'], [999, 'fr', '999 o'], [20_800, 'fr', '20,8 ko'], [268_435_456, 'en', '268 MB']] as const)('%d bytes', (value, language, expected) =>
    expect(plain(bytes(value, language))).toBe(expected))
})

describe('texts with values', () => {
  it.each([
    ['{n} file|{n} files', { n: 0 }, 'en', '0 files'],
    ['{n} fichier|{n} fichiers', { n: 0 }, 'fr', '0 fichier'],
    ['{n} fichier|{n} fichiers', { n: 2 }, 'fr', '2 fichiers'],
    ['{n} file|{n} files', { n: 1 }, 'en', '1 file'],
    ['rev. {rev}', { rev: 'C' }, 'en', 'rev. C'],
    ['{missing}', {}, 'en', '{missing}'],
  ] as const)('%s', (text, values, language, expected) => expect(fill(text, values, language)).toBe(expected))
})
