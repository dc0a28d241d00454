import { describe, expect, it } from 'vitest'
import type { Scenario } from '../src/lib/api/types'
import { costTable, quoteTable } from '../src/lib/reading/costs'
import { difference, isZero, share, sum } from '../src/lib/reading/decimal'

describe('decimal text', () => {
  it.each([
    [['0.1', '0.2'], '0.30'],
    [['46.00', '48.15', '-0.15'], '94.00'],
    [[], '0.00'],
    [['9007199254740993.01', '0.01'], '9007199254740993.02'],
    [['0.00001'], '0.00001'],
  ])('sum of %j', (values, expected) => expect(sum(values)).toBe(expected))
  it('is no number: no sum', () => expect(sum(['1.00', 'à chiffrer'])).toBeNull())
  it('takes away', () => expect(difference('1.00', '1.01')).toBe('-0.01'))
  it('knows nothing', () => expect([isZero('0.000'), isZero('-0.00'), isZero('0.01')]).toEqual([true, true, false]))
  it('shares', () => expect([share('25', '100'), share('1', '0'), share('x', '1')]).toEqual([0.25, 0, 0]))
})

const scenario = (name: Scenario['name'], total: string, lines: Scenario['lines']): Scenario => ({
  name, quantity: 10, total, currency: 'EUR', lead_time_days: 9, delivery_date: '2026-12-03', reasons: [], lines,
})

describe('a price as a table', () => {
  const scenarios = [
    scenario('express', '150.00', [{ line: 1, unit_price: '10.00', total: '100.00', breakdown: { margin: '30.00', material: '70.00' } }]),
    scenario('standard', '120.00', [
      { line: 1, unit_price: '9.00', total: '90.00', breakdown: { material: '69.99', margin: '20.00', something_new: '0.00' } },
      { line: 2, unit_price: null, total: null, breakdown: {} },
    ]),
  ]

  it('adds up in every column, with the rounding shown', () => {
    const table = costTable(scenarios, 1)
    expect(table.rows.map((row) => row.kind)).toEqual(['material', 'margin', 'something_new', 'rounding'])
    for (const column of [0, 1]) {
      expect(sum(table.rows.flatMap((row) => row.amounts[column] ?? []))).toBe(table.totals[column])
    }
    expect(table.rows.at(-1)?.amounts).toEqual(['0.00', '0.01'])
  })

  it('says nothing of a line that has no price', () => {
    const table = costTable(scenarios, 2)
    expect(table.rows).toEqual([])
    expect(table.totals).toEqual([null, null])
  })

  it('shows what the quote has beyond its lines', () => {
    const table = quoteTable(scenarios, [1, 2])
    expect(table.rows).toEqual([
      { kind: '1', amounts: ['100.00', '90.00'] },
      { kind: '2', amounts: [null, null] },
      { kind: 'beyond', amounts: ['50.00', '30.00'] },
    ])
  })
})
