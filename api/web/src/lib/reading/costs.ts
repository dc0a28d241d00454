// What a price is made of, as a table that adds up: every column ends at the price the quote states.
import type { Scenario, ScenarioLine } from '../api/types'
import { difference, isZero, sum } from './decimal'

/** In the order money is spent; unknown kinds follow. */
export const COSTS = [
  'material', 'setup', 'machine', 'labour', 'tools', 'treatment', 'subcontracting', 'inspection', 'packing', 'logistics', 'programming', 'overtime',
  'replanning', 'overhead', 'margin',
]

export interface CostRow {
  kind: string
  /** One amount per scenario; null where the scenario has none. */
  amounts: (string | null)[]
}

export interface CostTable {
  rows: CostRow[]
  totals: (string | null)[]
  unit: (string | null)[]
  margins: (string | null)[]
}

/** Total of a line: stated by the quote, else its unit price times the quantity is not ours to work out. */
const totalOf = (line: ScenarioLine | undefined) => line?.total ?? (line && Object.keys(line.breakdown).length > 0 ? sum(Object.values(line.breakdown)) : null)

export function costTable(scenarios: Scenario[], lineNumber: number): CostTable {
  const lines = scenarios.map((scenario) => scenario.lines.find((line) => line.line === lineNumber))
  const kinds = new Set(lines.flatMap((line) => Object.keys(line?.breakdown ?? {})))
  const ordered = [...COSTS.filter((kind) => kinds.has(kind)), ...[...kinds].filter((kind) => !COSTS.includes(kind)).sort()]
  const rows = ordered.map((kind): CostRow => ({ kind, amounts: lines.map((line) => line?.breakdown[kind] ?? null) }))
  const totals = lines.map(totalOf)
  // Rounding of the unit price, so that the column ends exactly at the stated total.
  const rounding = lines.map((line, index) => {
    const [total, parts] = [totals[index], sum(Object.values(line?.breakdown ?? {}))]
    return total && parts !== null ? difference(total, parts) : null
  })
  if (rounding.some((it) => it !== null && !isZero(it))) rows.push({ kind: 'rounding', amounts: rounding })
  return { rows, totals, unit: lines.map((line) => line?.unit_price ?? null), margins: lines.map((line) => line?.margin_percent ?? null) }
}

/** The whole quote: one row per line; what the total has beyond its lines (a minimum invoice) is a row of its own. */
export function quoteTable(scenarios: Scenario[], lineNumbers: number[]): CostTable {
  const rows = lineNumbers.map((number): CostRow => ({ kind: String(number), amounts: scenarios.map((scenario) => totalOf(scenario.lines.find((line) => line.line === number)) ?? null) }))
  const beyond = scenarios.map((scenario, index) => {
    const amounts = rows.map((row) => row.amounts[index]).filter((it): it is string => it != null)
    const parts = sum(amounts)
    return scenario.total !== null && parts !== null && amounts.length > 0 ? difference(scenario.total, parts) : null
  })
  if (beyond.some((it) => it !== null && !isZero(it))) rows.push({ kind: 'beyond', amounts: beyond })
  return { rows, totals: scenarios.map((scenario) => scenario.total), unit: scenarios.map(() => null), margins: scenarios.map(() => null) }
}
